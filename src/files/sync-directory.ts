import { open } from 'node:fs/promises';

/** Makes creations, renames and removals in a directory survive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot sync a directory
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
