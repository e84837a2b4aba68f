import { truncated } from './bad-sound.ts';

/** Reads FLAC's STREAMINFO from the first 42 bytes of the file (RFC 9639, section 8.2). `frames` is 0 when unknown. */
export function readFlacInfo(head: DataView, path: string): { sampleRate: number; frames: number } {
  if (head.byteLength < 42) throw truncated(path, 'a FLAC header takes 42 bytes', `are ${head.byteLength}`);
  const sampleRate = head.getUint32(18, false) >>> 12;
  const frames = (head.getUint8(21) & 0x0f) * 2 ** 32 + head.getUint32(22, false);
  return { sampleRate, frames };
}
