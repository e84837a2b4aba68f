/** Bytes that the browser still stores for this site; undefined where it has no figure. Never rejects. */
export async function freeBytes(_folder: string): Promise<number | undefined> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? undefined : quota - (usage ?? 0);
  } catch {
    return undefined;
  }
}
