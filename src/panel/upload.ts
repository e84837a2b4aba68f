import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { cannotWrite } from '../contracts/write-fault.ts';
import { ownName } from '../files/part-files.ts';

/** The header of a file is checked when this much of it has arrived, bytes: longer than every header. */
const HEAD_BYTES = 64 * 1024;

export interface UploadOptions {
  readonly folder: string;
  /** Largest size, bytes. */
  readonly maxBytes: number;
  /** Size stated by the sender, bytes; undefined when there is none. */
  readonly statedBytes: number | undefined;
  /** Checks the file once its beginning is there; the file then has the stated size. An error ends the upload. */
  readonly checkHead?: ((path: string) => Promise<void>) | undefined;
}

/** The file is larger than the limit. */
export class TooLargeError extends NeurorackError {
  constructor(maxBytes: number) {
    const remedy = 'send a shorter sound or a smaller bank';
    super('bad-input', `the file has more than ${Math.floor(maxBytes / 2 ** 20)} MiB`, { remedy });
  }
}

/**
 * Writes the body to a new file of the folder and returns its path. A rejected or interrupted upload leaves no file; nothing is
 * read after a rejection.
 *
 * @throws NeurorackError `TooLargeError`, 'cannot-write', errors of `checkHead`; 'bad-input' when the upload is interrupted
 */
export async function receiveFile(body: AsyncIterable<Uint8Array>, options: UploadOptions): Promise<string> {
  const { folder, maxBytes, statedBytes, checkHead } = options;
  if (statedBytes !== undefined && statedBytes > maxBytes) throw new TooLargeError(maxBytes);
  const path = join(folder, ownName());
  let file: FileHandle | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    file = await open(path, 'wx', 0o600);
    await receive(body, file, { path, maxBytes, statedBytes, checkHead });
    return path;
  } catch (cause) {
    await rm(path, { force: true }).catch(() => undefined);
    if (cause instanceof NeurorackError) throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite('the folder of banks', cause);
    throw new NeurorackError('bad-input', 'the upload was interrupted', { remedy: 'send the file again', cause });
  } finally {
    await file?.close();
  }
}

async function receive(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  { path, maxBytes, statedBytes, checkHead }: Omit<UploadOptions, 'folder'> & { readonly path: string },
): Promise<void> {
  let length = 0;
  let isHeadChecked = checkHead === undefined || statedBytes === undefined;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) throw new TooLargeError(maxBytes);
    await file.write(part);
    if (isHeadChecked || length < HEAD_BYTES) continue;
    isHeadChecked = true;
    // Extend the file to the stated size: headers are compared with the size of the file.
    if (statedBytes !== undefined && statedBytes > length) await file.truncate(statedBytes);
    await checkHead?.(path);
  }
  await file.truncate(length);
}
