import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { cannotWrite } from '../contracts/write-fault.ts';

/** A file is looked at when this much of it has come, bytes: every header is in it. */
const HEAD_BYTES = 64 * 1024;

export interface UploadOptions {
  readonly folder: string;
  /** What it may have, bytes. */
  readonly maxBytes: number;
  /** What the sender says it has, bytes; undefined when it says nothing. */
  readonly statedBytes: number | undefined;
  /** Looks at the file once its beginning is there; its size is what was stated. What this throws ends the upload. */
  readonly checkHead?: ((path: string) => Promise<void>) | undefined;
}

/** More than may be sent. */
export class TooLargeError extends NeurorackError {
  constructor(atMost: number) {
    const remedy = 'send a shorter sound or a smaller bank';
    super('bad-input', `the file has more than ${Math.floor(atMost / 2 ** 20)} MiB`, { remedy });
  }
}

/**
 * Writes what comes to a new file of the folder and gives its path; a file that is refused, or whose sender breaks off, leaves
 * nothing. What comes after a refusal is not read.
 *
 * @throws NeurorackError `TooLarge`, 'cannot-write', what `look` throws; 'bad-input' when the sender breaks off
 */
export async function receiveFile(body: AsyncIterable<Uint8Array>, options: UploadOptions): Promise<string> {
  const { folder, maxBytes: atMost, statedBytes: stated, checkHead: look } = options;
  if (stated !== undefined && stated > atMost) throw new TooLargeError(atMost);
  const path = join(folder, randomUUID());
  let file: FileHandle | undefined;
  try {
    await mkdir(folder, { recursive: true });
    file = await open(path, 'wx');
    await receive(body, file, { path, maxBytes: atMost, statedBytes: stated, checkHead: look });
    return path;
  } catch (cause) {
    await rm(path, { force: true }).catch(() => undefined);
    if (cause instanceof NeurorackError) throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite('the folder of banks', cause);
    throw new NeurorackError('bad-input', 'the file did not come whole', { remedy: 'send it again', cause });
  } finally {
    await file?.close();
  }
}

async function receive(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  {
    path,
    maxBytes: atMost,
    statedBytes: stated,
    checkHead: look,
  }: Omit<UploadOptions, 'folder'> & { readonly path: string },
): Promise<void> {
  let length = 0;
  let isLooked = look === undefined || stated === undefined;
  for await (const part of body) {
    length += part.length;
    if (length > atMost) throw new TooLargeError(atMost);
    await file.write(part);
    if (isLooked || length < HEAD_BYTES) continue;
    isLooked = true;
    // A hole as long as what is still to come: headers are compared with the size of the file.
    if (stated !== undefined && stated > length) await file.truncate(stated);
    await look?.(path);
  }
  await file.truncate(length);
}
