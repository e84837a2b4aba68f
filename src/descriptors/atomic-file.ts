import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';

/**
 * Writes a whole file or nothing: a temporary file beside it, fsync, rename. What was there before stays until then. A
 * device or pipe at `path` is written to, never replaced. Throws 'cannot-write' with the reason.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const special = await isSpecial(path);
    const file = await open(special ? path : temporary, special ? 'w' : 'wx');
    try {
      await file.writeFile(bytes);
      if (!special) await file.sync();
    } finally {
      await file.close();
    }
    if (!special) await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, cause);
  }
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function cannotWrite(path: string, cause: unknown): NeurorackError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  const { fault, remedy } = REASONS[code] ?? { fault: code, remedy: 'write to another place' };
  return new NeurorackError('cannot-write', `${path} cannot be written: ${fault}`, { remedy, cause });
}

const REASONS: Readonly<Record<string, { fault: string; remedy: string }>> = {
  ENOENT: { fault: 'its folder does not exist', remedy: 'make the folder first, or write elsewhere' },
  ENOTDIR: { fault: 'its folder is a file', remedy: 'write to another folder' },
  EISDIR: { fault: 'it is a directory', remedy: 'name a file in it' },
  EACCES: { fault: 'permission is denied', remedy: 'write to a folder of your own' },
  EPERM: { fault: 'permission is denied', remedy: 'write to a folder of your own' },
  EROFS: { fault: 'the disk is read-only', remedy: 'write to another disk' },
  ENOSPC: { fault: 'the disk is full', remedy: 'make room, or write to another disk' },
};
