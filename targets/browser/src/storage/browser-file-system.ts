import type { FileSystem } from '../../../../src/state/file-system.ts';
import { type Disk, diskError } from './disk.ts';
import { tryLock } from './files/process-lock.ts';

/** State files are small: a larger file was not written by the instrument. */
const MAX_BYTES = 1 << 20;

/** The operations of state files on the disk of a browser. A change is stored when its call resolves, so that nothing is left to sync. */
export function createBrowserFileSystem(disk: Disk): FileSystem {
  return {
    read: async (path) => {
      const { size = 0 } = (await disk.stat(path)) ?? {};
      if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_BYTES}`);
      return disk.read(path);
    },
    target: async (path) => path,
    create: async (path) => {
      await disk.write(path, new Uint8Array(0), { isNew: true });
      return {
        write: async (bytes) => {
          if ((await disk.stat(path)) === undefined) throw diskError('ENOENT', 'write', path);
          await disk.write(path, bytes);
        },
        sync: async () => undefined,
        close: async () => undefined,
      };
    },
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    list: async (directory) => ((await disk.stat(directory)) === undefined ? [] : disk.list(directory)),
    makeDirectory: async (path) => {
      await disk.makeFolder(path);
    },
    lock: tryLock,
    syncDirectory: async () => undefined,
  };
}
