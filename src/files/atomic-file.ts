import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite } from '../contracts/write-fault.ts';
import { partPathFor } from './part-files.ts';
import { removeAtExit } from './remove-at-exit.ts';
import { syncDirectory } from './sync-directory.ts';

/** Codes of a folder that may be written to but not read, or of a disk that syncs no folders: the file is there already. */
const CANNOT_SYNC: readonly unknown[] = ['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP'];

/**
 * Writes a whole file or nothing, at a path that the user names: a temporary file beside it, fsync, rename, fsync of
 * the folder. The former content stays until the rename; a signal or an exit in between removes the temporary file. A device or pipe
 * at `path` is written to, never replaced.
 *
 * The instrument's own state does not use this: `src/state/state-file.ts` also keeps the previous copy, sets damaged files
 * aside; beside an export these copies would be files that the user did not ask for.
 *
 * @param mode permissions of a new file, less the user's mask
 * @throws NeurorackError 'cannot-write' with the reason
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array | string,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  const temporary = partPathFor(path);
  const keep = removeAtExit(temporary);
  try {
    const special = await isSpecial(path);
    const file = await open(special ? path : temporary, special ? 'w' : 'wx', mode);
    try {
      await file.writeFile(bytes);
      if (!special) await file.sync();
    } finally {
      await file.close();
    }
    if (special) return;
    await rename(temporary, path);
    await syncDirectory(dirname(path)).catch((fault: unknown) => {
      if (!CANNOT_SYNC.includes(codeOf(fault))) throw fault;
    });
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, cause);
  } finally {
    keep();
  }
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function codeOf(fault: unknown): unknown {
  return fault instanceof Error && 'code' in fault ? fault.code : undefined;
}
