import type { SoundBytes } from './sound-bytes.ts';

/** One chunk of a RIFF or IFF file: its FourCC, the byte offset of its body, and the size stated in its header. */
export interface Chunk {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
}

/** Iterates over the chunks after the 12-byte file header, reading only chunk headers. Sizes are as stated, unchecked. */
export async function* readChunks(bytes: SoundBytes, littleEndian: boolean): AsyncGenerator<Chunk> {
  const { size: end } = bytes;
  for (let at = 12; at + 8 <= end; ) {
    const header = await bytes.read(at, 8);
    const size = header.getUint32(4, littleEndian);
    yield { id: fourCc(header, 0), offset: at + 8, size };
    at += 8 + size + (size % 2);
  }
}

/** The FourCC at a byte offset; empty past the end. */
export function fourCc(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
