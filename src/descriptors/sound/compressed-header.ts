import { truncated } from './bad-sound.ts';

export interface FlacInfo {
  readonly sampleRate: number;
  /** 0 when unknown. */
  readonly frames: number;
  /** Most samples of a block, of each channel. */
  readonly blockFrames: number;
}

/** Reads FLAC's STREAMINFO from the first 42 bytes of the file (RFC 9639, section 8.2). */
export function readFlacInfo(head: DataView, path: string): FlacInfo {
  if (head.byteLength < 42) throw truncated(path, 'a FLAC header takes 42 bytes', `are ${head.byteLength}`);
  const sampleRate = head.getUint32(18, false) >>> 12;
  const frames = (head.getUint8(21) & 0x0f) * 2 ** 32 + head.getUint32(22, false);
  return { sampleRate, frames, blockFrames: head.getUint16(10, false) };
}
