import type { FileHandle } from 'node:fs/promises';

/** One chunk of a RIFF or IFF file: its FourCC, the byte offset of its body, and the size stated in its header. */
export interface Chunk {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
}

/** Iterates over the chunks after the 12-byte file header, reading only chunk headers. Sizes are as stated, unchecked. */
export async function* readChunks(file: FileHandle, littleEndian: boolean): AsyncGenerator<Chunk> {
  const { size: end } = await file.stat();
  for (let at = 12; at + 8 <= end; ) {
    const header = await readBytesAt(file, at, 8);
    const size = header.getUint32(4, littleEndian);
    yield { id: fourCc(header, 0), offset: at + 8, size };
    at += 8 + size + (size % 2);
  }
}

/** Reads up to `length` bytes at offset `at`; fewer at the end of the file. */
export async function readBytesAt(file: FileHandle, at: number, length: number): Promise<DataView> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return new DataView(buffer.buffer, 0, filled);
}

/** The FourCC at a byte offset; empty past the end. */
export function fourCc(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
