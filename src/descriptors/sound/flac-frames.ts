/** Longest header of a frame. */
export const FLAC_HEADER_BYTES = 16;
/** Polynomials of the checksums of a frame's header and of a whole frame. */
const CRC_8 = 0x07;
const CRC_16 = 0x8005;
/** Samples of a block by their code in the header; 6 and 7 announce one or two bytes behind the number of the frame. */
const BLOCK_SAMPLES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

/** The samples of a FLAC frame: the number of those before it, and its own. */
export interface FlacFrame {
  readonly first: number;
  readonly samples: number;
}

/**
 * Reads the header of a frame (RFC 9639, section 9.1); undefined where there is none, which its checksum shows.
 *
 * @param blockSamples samples of each block of a stream that numbers its frames, not its samples
 */
export function readFlacFrame(bytes: Uint8Array, blockSamples: number): FlacFrame | undefined {
  if (bytes.length < 6 || bytes[0] !== 0xff || (bytes[1] & 0xfe) !== 0xf8) return undefined;
  const blockCode = bytes[2] >> 4;
  const extra = blockCode === 6 || blockCode === 7 ? blockCode - 5 : 0;
  const rateBytes = [1, 2, 2][(bytes[2] & 0x0f) - 12] ?? 0;
  const numberBytes = Math.max(1, Math.clz32(~(bytes[4] << 24)));
  const end = 4 + numberBytes + extra + rateBytes;
  if (numberBytes > 7 || blockCode === 0 || bytes.length <= end) return undefined;
  if (crc(bytes.subarray(0, end + 1), CRC_8, 8) !== 0) return undefined;
  const number = bytes
    .subarray(5, 4 + numberBytes)
    .reduce((sum, byte) => sum * 64 + (byte & 0x3f), bytes[4] & (numberBytes === 1 ? 0x7f : 0x7f >> numberBytes));
  const stated = bytes.subarray(4 + numberBytes, 4 + numberBytes + extra).reduce((sum, byte) => sum * 256 + byte, 0);
  const countsSamples = (bytes[1] & 1) === 1;
  return {
    first: countsSamples ? number : number * blockSamples,
    samples: extra > 0 ? stated + 1 : BLOCK_SAMPLES[blockCode],
  };
}

/** The lengths at which bytes that begin with a frame may end it: their checksum is 0 there. By chance one in 65 536 is none. */
export function flacFrameLengths(bytes: Uint8Array): readonly number[] {
  const lengths: number[] = [];
  crc(bytes, CRC_16, 16, (length) => lengths.push(length));
  return lengths;
}

function crc(bytes: Uint8Array, polynomial: number, bits: 8 | 16, onZero?: (length: number) => void): number {
  const top = 2 ** (bits - 1);
  const mask = 2 ** bits - 1;
  let sum = 0;
  for (const [n, byte] of bytes.entries()) {
    sum ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ ((sum & top) === 0 ? 0 : polynomial)) & mask;
    if (sum === 0) onZero?.(n + 1);
  }
  return sum;
}
