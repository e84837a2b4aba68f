import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { reasonOf } from '../files/file-fault.ts';
import { readLimited } from '../files/read-limited.ts';
import type { ModelFiles } from './family.ts';

/** A model folder on a disk; `folder` is absolute. */
export function modelFilesIn(folder: string): ModelFiles {
  return { folder, read: (file, limits) => readModelFile(folder, file, limits) };
}

/**
 * Reads a file of a model folder. A model may come from anybody: a link out of the folder would show the content of another file in
 * messages and sound, and a file of any size would fill the memory before its checksum is known.
 *
 * @throws NeurorackError 'bad-file' when the file cannot be read, is a link out of the folder, no regular file or above the limit
 */
async function readModelFile(
  folder: string,
  file: string,
  { maxBytes, remedy }: { readonly maxBytes: number; readonly remedy: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, file);
  try {
    const [real, realFolder] = await Promise.all([realpath(path), realpath(folder)]);
    if (dirname(real) !== realFolder) throw new Error('it is a link out of the folder of the model');
    return await readLimited(real, maxBytes);
  } catch (cause) {
    throw new NeurorackError('bad-file', `cannot read ${path}: ${reasonOf(cause)}`, { remedy, cause });
  }
}
