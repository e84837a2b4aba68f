import { truncated } from './bad-sound.ts';
import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** Reads FLAC's STREAMINFO from the first 42 bytes of the file (RFC 9639, section 8.2). `frames` is 0 when unknown. */
export function readFlacInfo(head: DataView, path: string): { sampleRate: number; frames: number } {
  if (head.byteLength < 42) throw truncated(path, 'a FLAC header takes 42 bytes', `are ${head.byteLength}`);
  const sampleRate = head.getUint32(18, false) >>> 12;
  const frames = (head.getUint8(21) & 0x0f) * 2 ** 32 + head.getUint32(22, false);
  return { sampleRate, frames };
}

/** Largest Ogg page: 27 bytes of header, 255 of table, 255 * 255 of body (RFC 3533, section 6). */
const MAX_PAGE_BYTES = 27 + 255 + 255 * 255;
const LAST_PAGE_FLAG = 4;

/** Whether the file ends with a complete page flagged as the last of its stream. */
export async function isOggComplete(bytes: SoundBytes): Promise<boolean> {
  const { size } = bytes;
  const at = Math.max(0, size - MAX_PAGE_BYTES);
  const tail = await bytes.read(at, size - at);
  for (let page = tail.byteLength - 27; page >= 0; page--) {
    if (fourCc(tail, page) !== 'OggS') continue;
    const segments = tail.getUint8(page + 26);
    let end = page + 27 + segments;
    if (end > tail.byteLength) continue;
    for (let i = 0; i < segments; i++) end += tail.getUint8(page + 27 + i);
    return end <= tail.byteLength && (tail.getUint8(page + 5) & LAST_PAGE_FLAG) !== 0;
  }
  return false;
}

const HAS_FRAMES = 1;
const HAS_BYTES = 2;

/**
 * Compares the length in an MP3's Xing or Info header, if it has one, with the file.
 *
 * @throws NeurorackError 'bad-file' when the header states more bytes than the file has
 */
export async function checkMp3Length(bytes: SoundBytes): Promise<void> {
  const { path, size } = bytes;
  const frame = await bytes.read(0, 64);
  for (let at = 4; at + 16 <= frame.byteLength; at++) {
    if (fourCc(frame, at) !== 'Xing' && fourCc(frame, at) !== 'Info') continue;
    const flags = frame.getUint32(at + 4, false);
    if ((flags & HAS_BYTES) === 0) return;
    const stated = frame.getUint32(at + (flags & HAS_FRAMES ? 12 : 8), false);
    if (stated <= size) return;
    throw truncated(path, `its header states ${stated} bytes of sound`, `are ${size}`);
  }
}
