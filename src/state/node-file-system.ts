import { constants } from 'node:fs';
import { mkdir, open, readdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { tryLock } from '../files/process-lock.ts';
import { specialKind } from '../files/special-file.ts';
import { syncDirectory } from '../files/sync-directory.ts';
import { codeOf, type FileSystem } from './file-system.ts';

/** State files are small: a larger file was not written by the instrument. */
const MAX_BYTES = 1 << 20;
/** Most links that lead to one file, as in Linux (path_resolution(7)). */
const MAX_LINKS = 40;

/** The disk of this computer. */
export const nodeFileSystem: FileSystem = {
  async read(path) {
    // O_NONBLOCK: a pipe at this path is rejected below, not waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      // A directory is rejected by the system itself below.
      if (!found.isFile() && !found.isDirectory()) throw new Error('it is not a file');
      if (found.size > MAX_BYTES) throw new Error(`it has ${found.size} bytes, more than ${MAX_BYTES}`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  },
  async target(path) {
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      const link = await readlink(at).catch(() => undefined);
      // A save would move a device or a pipe away: the link itself is replaced instead.
      if (link === undefined) return (await isSpecial(at)) ? path : at;
      const folder = await realpath(dirname(at)).catch(() => dirname(at));
      at = resolve(folder, link);
    }
    return path;
  },
  async create(path) {
    const file = await open(path, 'wx', 0o600);
    return { write: (bytes) => file.writeFile(bytes), sync: () => file.sync(), close: () => file.close() };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async list(directory) {
    try {
      return await readdir(directory);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return [];
      throw cause;
    }
  },
  async makeDirectory(path) {
    const first = await mkdir(path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = path; ; made = dirname(made)) {
      await syncDirectory(dirname(made));
      if (made === first || made === dirname(made)) return;
    }
  },
  lock: (path) => tryLock(path),
  syncDirectory,
};

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && specialKind(found) !== undefined;
}
