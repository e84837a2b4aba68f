import { NeurorackError } from './errors.ts';

/** A system error of writing `path` as a NeurorackError 'cannot-write', with the reason and a remedy in plain words. */
export function cannotWrite(path: string, cause: unknown): NeurorackError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  const { fault, remedy } = REASONS[code] ?? { fault: code, remedy: 'write to another place' };
  return new NeurorackError('cannot-write', `${path} cannot be written: ${fault}`, { remedy, cause });
}

/** The code of a folder that exists and takes no files, such as those of /proc: the system reports a missing one. */
export const TAKES_NO_FILES = 'TAKES_NO_FILES';

const REASONS: Readonly<Record<string, { fault: string; remedy: string }>> = {
  ENOENT: { fault: 'its folder does not exist', remedy: 'make the folder first, or write elsewhere' },
  [TAKES_NO_FILES]: { fault: 'its folder takes no files', remedy: 'write to a folder of a disk' },
  ENOTDIR: { fault: 'its folder is a file', remedy: 'write to another folder' },
  EEXIST: { fault: 'another file has that name', remedy: 'remove that file, or write elsewhere' },
  EISDIR: { fault: 'it is a directory', remedy: 'name a file in it' },
  EACCES: { fault: 'permission is denied', remedy: 'write to a folder that you own' },
  EPERM: { fault: 'permission is denied', remedy: 'write to a folder that you own' },
  EROFS: { fault: 'the disk is read-only', remedy: 'write to another disk' },
  ENOSPC: { fault: 'the disk is full', remedy: 'make room, or write to another disk' },
  EDQUOT: { fault: 'your disk quota is used up', remedy: 'make room, or write to another disk' },
  EIO: { fault: 'the disk reports an I/O error', remedy: 'write to another disk' },
};
