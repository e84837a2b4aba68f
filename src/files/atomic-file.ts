import { open, rename, rm, stat } from 'node:fs/promises';
import { cannotWrite } from '../contracts/write-fault.ts';
import { partPathFor } from './part-files.ts';

/**
 * Writes a whole file or nothing, at a path that the user names: a temporary file beside it, fsync, rename. The former
 * content stays until the rename. A device or pipe at `path` is written to, never replaced.
 *
 * The instrument's own state does not use this: `src/state/state-file.ts` also keeps the previous copy, sets damaged files
 * aside and syncs the directory; beside an export these copies would be files that the user did not ask for.
 *
 * @throws NeurorackError 'cannot-write' with the reason
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = partPathFor(path);
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
