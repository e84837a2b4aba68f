import { constants, open } from 'node:fs/promises';

/** Without this flag the opening of a pipe waits for a writer. Windows has no such flag. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a whole file whose size is not trusted: a pipe, a device and a file above the limit are refused before anything is read.
 *
 * @throws Error with the reason, or the system's error
 */
export async function readLimited(path: string, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const file = await open(path, READ_AT_ONCE);
  try {
    const stats = await file.stat();
    const { size } = stats;
    if (!stats.isFile()) throw new Error('it is no regular file');
    if (size > maxBytes) throw new Error(`it has ${size} bytes, where ${maxBytes} are read at most`);
    const content = Buffer.alloc(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(content, length, size - length, length);
      if (bytesRead === 0) break; // the file became shorter
      length += bytesRead;
    }
    return content.subarray(0, length);
  } finally {
    await file.close();
  }
}
