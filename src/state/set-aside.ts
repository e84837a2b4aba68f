import { basename } from 'node:path';
import { codeOf, type FileSystem } from './file-system.ts';

/** More than anyone will look through; a disk that damages this many files is not helped by more. */
const MOST_NUMBER = 999;

/**
 * Renames a file to `<path>.<reason>-<number>` with the first number that is free, over a placeholder that holds the
 * number against another instrument: no file set aside before is ever replaced.
 *
 * @returns the new name without its directory
 * @throws the system's error when the directory cannot be written
 */
export async function setAside(fs: FileSystem, path: string, reason: string): Promise<string> {
  const aside = await reserve(fs, (number) => `${path}.${reason}-${number}`);
  try {
    await fs.rename(path, aside);
  } catch (cause) {
    await fs.remove(aside).catch(() => undefined);
    throw cause;
  }
  return basename(aside);
}

/** Makes an empty file under the first of the numbered names that is free, and gives its path. */
export async function reserve(fs: FileSystem, nameOf: (number: number) => string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = nameOf(number);
    try {
      await (await fs.create(path)).close();
      return path;
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST' || number === MOST_NUMBER) throw cause;
    }
  }
}
