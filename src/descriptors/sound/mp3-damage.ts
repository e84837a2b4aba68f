import type { FrameHeader } from './mp3-frames.ts';

const CRC_BYTES = 2;
/** Pairs of values that a granule of 576 lines may have. */
const MAX_PAIRS = 288;
/** Most bytes of earlier frames that `main_data_begin` reaches back. */
const MAX_RESERVOIR_BYTES = 511;

/** Counts the frames of a stream whose side information cannot be right, because the sound of one frame may begin in those before it. */
export interface Mp3Damage {
  /** Examines the next frame. */
  push(frame: Uint8Array): void;
  /** Frames are missing before the next one. */
  skip(): void;
  readonly frames: number;
}

export function createMp3Damage(header: Pick<FrameHeader, 'isMpeg1'>): Mp3Damage {
  let reservoir = 0;
  let damaged = 0;
  return {
    get frames() {
      return damaged;
    },
    skip() {
      reservoir = 0;
    },
    push(frame) {
      const side = readSideInformation(frame, header.isMpeg1);
      const ownBytes = Math.max(0, frame.length - side.end);
      const isBroken =
        side.begin > reservoir ||
        side.pairs > MAX_PAIRS ||
        side.bits > 8 * (side.begin + ownBytes) ||
        side.isChecksumWrong;
      if (isBroken) damaged++;
      reservoir = Math.min(MAX_RESERVOIR_BYTES, reservoir + ownBytes);
    },
  };
}

interface SideInformation {
  /** Bytes by which the frame's main data begin before it. */
  readonly begin: number;
  /** Bits of main data of all granules and channels. */
  readonly bits: number;
  /** Most pairs of values of a granule. */
  readonly pairs: number;
  readonly isChecksumWrong: boolean;
  /** Offset of the bytes behind the side information. */
  readonly end: number;
}

/** Reads the side information of a layer III frame (ISO/IEC 11172-3, section 2.4.1.7; 13818-3, section 2.4.1.7). */
function readSideInformation(frame: Uint8Array, isMpeg1: boolean): SideInformation {
  const isProtected = (frame[1] & 1) === 0;
  const channels = frame[3] >> 6 === 3 ? 1 : 2;
  const start = 4 + (isProtected ? CRC_BYTES : 0);
  const end = start + (isMpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17);
  let at = 8 * start;
  const read = (bits: number): number => {
    let value = 0;
    for (let n = 0; n < bits; n++, at++) value = 2 * value + (((frame[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const begin = read(isMpeg1 ? 9 : 8);
  // Private bits; in MPEG 1 also four bits a channel that share scale factors.
  at += isMpeg1 ? (channels === 1 ? 5 + 4 : 3 + 8) : channels;
  let bits = 0;
  let pairs = 0;
  for (let n = 0; n < (isMpeg1 ? 2 : 1) * channels; n++) {
    bits += read(12);
    pairs = Math.max(pairs, read(9));
    at += isMpeg1 ? 59 - 21 : 63 - 21;
  }
  const isChecksumWrong = isProtected && checksum(frame, start, end) !== frame[4] * 256 + frame[5];
  return { begin, bits, pairs, isChecksumWrong, end };
}

/** CRC-16 (polynomial 0x8005) of the last two bytes of the header and the side information. */
function checksum(frame: Uint8Array, from: number, to: number): number {
  let crc = 0xffff;
  for (const byte of [frame[2], frame[3], ...frame.subarray(from, to)]) {
    crc ^= byte << 8;
    for (let n = 0; n < 8; n++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff;
  }
  return crc;
}
