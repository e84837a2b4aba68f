import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system.ts';

/**
 * Creates a function that removes the partial files of interrupted saves. A call removes the files that existed at the call
 * before: a new one may belong to another instrument that is saving. Files that cannot be removed stay; nothing is thrown.
 */
export function createLeftoverCleaner(fs: FileSystem, path: string): () => Promise<void> {
  const directory = dirname(path);
  const isPartial = (name: string): boolean => name.startsWith(`.${basename(path)}.`) && name.endsWith('.part');
  let seen: readonly string[] = [];
  return async () => {
    try {
      const found = (await fs.list(directory)).filter(isPartial);
      for (const name of found) if (seen.includes(name)) await fs.remove(join(directory, name));
      seen = found;
    } catch {
      // leftover files do not prevent a save
    }
  };
}
