import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system.ts';

/** A name for a half-made file beside `path` that no other instrument has. */
export function temporaryPathFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
}

/**
 * Removes the half-made files of saves that were cut off: those that were there at the call before already. One that is
 * new may be another instrument's at work. What cannot be removed is left; nothing is thrown.
 */
export function createLeftoverCleaner(fs: FileSystem, path: string): () => Promise<void> {
  const directory = dirname(path);
  const isHalfMade = (name: string): boolean => name.startsWith(`.${basename(path)}.`) && name.endsWith('.part');
  let seen: readonly string[] = [];
  return async () => {
    try {
      const found = (await fs.list(directory)).filter(isHalfMade);
      for (const name of found) if (seen.includes(name)) await fs.remove(join(directory, name));
      seen = found;
    } catch {
      // clutter keeps nobody from saving
    }
  };
}
