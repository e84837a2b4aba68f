import { type Disk, diskError } from './disk.ts';

/** One disk with another one below a folder, as the memory is for uploads. Nothing moves between the two. */
export function mountDisk(main: Disk, folder: string, other: Disk): Disk {
  const at = (path: string): Disk => (path === folder || path.startsWith(`${folder}/`) ? other : main);
  const both = (from: string, to: string): Disk => {
    if (at(from) === at(to)) return at(from);
    throw diskError('EXDEV', 'rename', from);
  };
  return {
    stat: (path) => at(path).stat(path),
    read: (path) => at(path).read(path),
    list: (path) => at(path).list(path),
    write: (path, bytes, options) => at(path).write(path, bytes, options),
    rename: async (from, to) => both(from, to).rename(from, to),
    link: async (from, to) => both(from, to).link(from, to),
    touch: (path, modifiedMs) => at(path).touch(path, modifiedMs),
    remove: (path) => at(path).remove(path),
    makeFolder: (path) => at(path).makeFolder(path),
  };
}
