import type { FileHandle } from 'node:fs/promises';

/** A range of a sound file's bytes: the file without the tags around its content, or a stream inside it. Offsets count from its start. */
export interface SoundBytes {
  /** Path of the file, for messages. */
  readonly path: string;
  readonly size: number;
  /** Reads up to `length` bytes at offset `at`; fewer at the end. */
  read(at: number, length: number): Promise<DataView>;
  /** The range from `from` to `to`, clipped to this one. */
  slice(from: number, to?: number): SoundBytes;
  /** Reports a fault that does not prevent the sound from being read. The text follows the path and a colon. */
  warn(text: string): void;
}

/** All bytes of an open file. The caller closes the file. */
export async function soundBytesOf(
  file: FileHandle,
  path: string,
  warn: (text: string) => void = () => undefined,
): Promise<SoundBytes> {
  const { size } = await file.stat();
  const range = (start: number, end: number): SoundBytes => ({
    path,
    size: end - start,
    warn,
    read: (at, length) => readAt(file, start + at, Math.max(0, Math.min(length, end - start - at))),
    slice(from, to = end - start) {
      const first = Math.min(end, start + from);
      return range(first, Math.max(first, Math.min(end, start + to)));
    },
  });
  return range(0, size);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<DataView> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return new DataView(buffer.buffer, 0, filled);
}
