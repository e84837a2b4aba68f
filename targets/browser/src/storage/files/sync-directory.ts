/** The disk of a browser has stored a change when its call resolves. */
export async function syncDirectory(_path: string): Promise<void> {}
