import { badFile, truncated } from './bad-sound.ts';

export interface FlacInfo {
  readonly sampleRate: number;
  /** 0 when unknown. */
  readonly frames: number;
  /** Most samples of a block, of each channel. */
  readonly blockFrames: number;
}

/** Bits a sample that libFLAC's wrapper scales; at others it divides by zero. */
const READ_BITS: readonly number[] = [8, 16, 24, 32];

/**
 * Reads FLAC's STREAMINFO from the first 42 bytes of the file (RFC 9639, section 8.2).
 *
 * @throws NeurorackError 'bad-file' when the header is cut, or its samples have a number of bits that is not read
 */
export function readFlacInfo(head: DataView, path: string): FlacInfo {
  if (head.byteLength < 42) throw truncated(path, 'a FLAC header takes 42 bytes', `are ${head.byteLength}`);
  const sampleRate = head.getUint32(18, false) >>> 12;
  const bits = 1 + ((head.getUint16(20, false) >>> 4) & 0x1f);
  if (!READ_BITS.includes(bits)) {
    const remedy = 'convert it to 24 bits, for example with ffmpeg -i in.flac -sample_fmt s32 out.flac';
    throw badFile(path, `this is FLAC of ${bits} bits, which is not read`, remedy);
  }
  const frames = (head.getUint8(21) & 0x0f) * 2 ** 32 + head.getUint32(22, false);
  return { sampleRate, frames, blockFrames: head.getUint16(10, false) };
}
