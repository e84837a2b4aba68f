import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** A box of an MP4 file (ISO/IEC 14496-12, section 4.2): offsets of its content and of the byte behind it. */
export interface Box {
  readonly type: string;
  readonly body: number;
  readonly end: number;
}

/** Iterates over the boxes of a range. */
export async function* boxes(bytes: SoundBytes): AsyncGenerator<Box> {
  for (let at = 0; at + 8 <= bytes.size; ) {
    const head = await bytes.read(at, 16);
    const size = head.getUint32(0, false);
    const isLong = size === 1 && head.byteLength === 16;
    const length = isLong ? Number(head.getBigUint64(8, false)) : size === 0 ? bytes.size - at : size;
    // A size below its own header ends the boxes: foreign bytes follow.
    if (length < 8) return;
    yield { type: fourCc(head, 4), body: at + (isLong ? 16 : 8), end: at + length };
    at += length;
  }
}

/** The content of a box. */
export const inside = (bytes: SoundBytes, box: Box): SoundBytes => bytes.slice(box.body, box.end);

/** The content of the first box of a type; empty when there is none. */
export async function child(bytes: SoundBytes, type: string): Promise<SoundBytes> {
  for await (const box of boxes(bytes)) if (box.type === type) return inside(bytes, box);
  return bytes.slice(bytes.size);
}
