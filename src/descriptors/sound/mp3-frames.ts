import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** The header of an MPEG audio frame (ISO/IEC 11172-3 section 2.4.1.3, 13818-3, and MPEG 2.5). */
export interface FrameHeader {
  readonly layer: 2 | 3;
  readonly isMpeg1: boolean;
  readonly isMono: boolean;
  readonly sampleRate: number;
  /** Bytes of the frame with its header; undefined in free format, where the header states none. */
  readonly length: number | undefined;
  /** Samples per channel. */
  readonly samples: number;
}

const RATES = [44_100, 48_000, 32_000] as const;
/** Bit rates in kb/s, index 1 to 14, of layer III in MPEG 1, of layer II in MPEG 1, and of both in MPEG 2 and 2.5. */
const MPEG1_KBPS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG1_LAYER2_KBPS = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const MPEG2_KBPS = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Reads the header at an offset; undefined when the four bytes are none of layer II or III. */
export function readFrameHeader(view: DataView, at: number): FrameHeader | undefined {
  if (at + 4 > view.byteLength || view.getUint8(at) !== 0xff) return undefined;
  const bits = view.getUint32(at, false);
  const version = (bits >>> 19) & 3;
  const layerBits = (bits >>> 17) & 3;
  const bitrate = (bits >>> 12) & 15;
  const rate = (bits >>> 10) & 3;
  if (bits >>> 21 !== 0x7ff || version === 1 || layerBits % 3 === 0 || bitrate === 15 || rate === 3) return undefined;
  const isMpeg1 = version === 3;
  const sampleRate = RATES[rate] / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  const layer = layerBits === 2 ? 2 : 3;
  const kbps = (isMpeg1 ? (layer === 2 ? MPEG1_LAYER2_KBPS : MPEG1_KBPS) : MPEG2_KBPS)[bitrate - 1];
  const samples = isMpeg1 || layer === 2 ? 1152 : 576;
  const padding = (bits >>> 9) & 1;
  return {
    layer,
    isMpeg1,
    isMono: ((bits >>> 6) & 3) === 3,
    sampleRate,
    length: bitrate === 0 ? undefined : Math.floor((samples * 125 * kbps) / sampleRate) + padding,
    samples,
  };
}

/** Whether two headers can belong to one stream. */
export function isSameStream(a: FrameHeader, b: FrameHeader): boolean {
  return a.layer === b.layer && a.isMpeg1 === b.isMpeg1 && a.sampleRate === b.sampleRate;
}

/** Content of the Xing, Info or VBRI frame before the sound. */
export interface StreamInfo {
  /** Frames of sound, this one not counted. */
  readonly frames: number | undefined;
  /** Bytes of the stream with this frame. */
  readonly bytes: number | undefined;
  /** Samples to leave out at the beginning and end, the decoder's delay included; undefined without an encoder's entry. */
  readonly trim: { readonly start: number; readonly end: number } | undefined;
}

const HAS_FRAMES = 1;
const HAS_BYTES = 2;
/** Delay of every layer III decoder in samples. */
const DECODER_DELAY = 529;
const VBRI_AT = 36;

/** Reads the frame of information at the beginning of a stream; undefined when the frame is one of sound. */
export function readStreamInfo(frame: DataView, header: FrameHeader): StreamInfo | undefined {
  if (fourCc(frame, VBRI_AT) === 'VBRI' && frame.byteLength >= VBRI_AT + 18) {
    return {
      frames: frame.getUint32(VBRI_AT + 14, false),
      bytes: frame.getUint32(VBRI_AT + 10, false),
      trim: undefined,
    };
  }
  const sideBytes = header.isMpeg1 ? (header.isMono ? 17 : 32) : header.isMono ? 9 : 17;
  const at = 4 + sideBytes;
  if (fourCc(frame, at) !== 'Xing' && fourCc(frame, at) !== 'Info') return undefined;
  if (frame.byteLength < at + 8) return undefined;
  const flags = frame.getUint32(at + 4, false);
  let field = at + 8;
  const next = (flag: number, length = 4): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    field += length;
    return length === 4 && field <= frame.byteLength ? frame.getUint32(field - 4, false) : undefined;
  };
  const frames = next(HAS_FRAMES);
  const bytes = next(HAS_BYTES);
  // The table of contents and the quality; the encoder's entry follows: nine letters, and its delays 21 bytes behind them.
  next(4, 100);
  next(8);
  const hasEncoder = /^[A-Za-z]{4}$/.test(fourCc(frame, field)) && field + 24 <= frame.byteLength;
  if (!hasEncoder) return { frames, bytes, trim: undefined };
  const delays = frame.getUint32(field + 20, false) & 0xffffff;
  const padding = delays & 0xfff;
  return {
    frames,
    bytes,
    trim: { start: (delays >>> 12) + DECODER_DELAY, end: Math.max(0, padding - DECODER_DELAY) },
  };
}

const WINDOW_BYTES = 16_384;
/** Bytes of padding or foreign bytes in which the first frame is searched. */
const SEARCH_BYTES = 1 << 20;

/** Finds the first header that is followed by another one of its stream (or by the end); an offset and the header. */
export async function findFrame(
  bytes: SoundBytes,
  from: number,
  like?: FrameHeader,
): Promise<{ readonly at: number; readonly header: FrameHeader } | undefined> {
  for (let start = from; start < Math.min(bytes.size, from + SEARCH_BYTES); start += WINDOW_BYTES) {
    // Two frames of the greatest length fit behind the window.
    const view = await bytes.read(start, WINDOW_BYTES + 3000);
    for (let i = 0; i < Math.min(WINDOW_BYTES, view.byteLength); i++) {
      const header = readFrameHeader(view, i);
      if (header === undefined || (like !== undefined && !isSameStream(header, like))) continue;
      const nextAt = header.length === undefined ? freeFormatNext(view, i, header) : i + header.length;
      if (nextAt === undefined) continue;
      const next = readFrameHeader(view, nextAt);
      const isLast = start + nextAt >= bytes.size && (start + i === 0 || like !== undefined);
      if (isLast || (next !== undefined && isSameStream(header, next))) return { at: start + i, header };
    }
  }
  return undefined;
}

/** Where the next free-format header with the same first two bytes and rate begins, if any. */
function freeFormatNext(view: DataView, at: number, header: FrameHeader): number | undefined {
  for (let next = at + 24; next + 4 <= Math.min(view.byteLength, at + 4096); next++) {
    const other = readFrameHeader(view, next);
    if (other === undefined || other.length !== undefined || !isSameStream(other, header)) continue;
    if (view.getUint16(next, false) === view.getUint16(at, false)) return next;
  }
  return undefined;
}
