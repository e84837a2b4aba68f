import { basename } from 'node:path';
import { codeOf, type FileSystem } from './file-system.ts';

/** Highest number of a file set aside; a disk that damages more files is not helped by keeping them. */
const MAX_NUMBER = 999;

/**
 * Renames a file to `<path>.<reason>-<number>` with the first free number. A placeholder reserves the number against other
 * instruments: a file set aside earlier is never replaced.
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

/** Creates an empty file under the first free numbered name, and returns its path. */
export async function reserve(fs: FileSystem, nameOf: (number: number) => string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = nameOf(number);
    try {
      await (await fs.create(path)).close();
      return path;
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST' || number === MAX_NUMBER) throw cause;
    }
  }
}
