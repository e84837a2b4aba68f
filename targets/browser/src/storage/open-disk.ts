import type { Disk } from './disk.ts';
import { openIndexedDisk } from './indexed-disk.ts';
import { createMemoryDisk } from './memory-disk.ts';
import { mountDisk } from './mounted-disk.ts';

/** Folder of files that stay in the memory of one thread: uploads, and the factory bank. */
export const MEMORY_FOLDER = '/memory';

export interface OpenedDisk {
  readonly disk: Disk;
  /** Whether files survive a reload. */
  readonly isPersistent: boolean;
}

/** The disk of this browser; memory where the browser stores nothing. Never rejects. */
export async function openDisk(name: string): Promise<OpenedDisk> {
  const memory = createMemoryDisk();
  await memory.makeFolder(MEMORY_FOLDER);
  try {
    return { disk: mountDisk(await openIndexedDisk(name), MEMORY_FOLDER, memory), isPersistent: true };
  } catch {
    return { disk: memory, isPersistent: false };
  }
}
