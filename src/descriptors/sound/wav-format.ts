import { badFile, checkChannels, truncated } from './bad-sound.ts';
import { imaWavCoder } from './ima-adpcm.ts';
import { msAdpcmCoder } from './ms-adpcm.ts';
import { type PcmCoding, pcmCoder, type SampleCoder } from './pcm.ts';

const PCM = 1;
const MS_ADPCM = 2;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const IMA_ADPCM = 0x11;
const EXTENSIBLE = 0xfffe;

/** Format codes of MPEG layer III and of MPEG audio in general (RFC 2361). */
const MP3_CODES: readonly number[] = [0x55, 0x50];

/** Codings that are refused by name (RFC 2361, mmreg.h). */
const OTHERS: Readonly<Record<number, string>> = {
  22: 'ITU G.723 ADPCM',
  32: 'Yamaha ADPCM',
  34: 'TrueSpeech',
  49: 'GSM 6.10',
  64: 'ITU G.721 ADPCM',
  69: 'ITU G.726 ADPCM',
  100: 'ITU G.726 ADPCM',
  101: 'ITU G.722 ADPCM',
  146: 'AC-3',
  255: 'AAC',
  353: 'Windows Media Audio',
  354: 'Windows Media Audio',
  355: 'Windows Media Audio',
  5648: 'AAC',
  8192: 'AC-3',
  8193: 'DTS',
  26447: 'Ogg Vorbis',
  26448: 'Ogg Vorbis',
  26449: 'Ogg Vorbis',
  61868: 'FLAC',
};

/** Content of WAV's 'fmt ' chunk. `coder` is 'MP3' for a stream of MPEG frames. */
export interface WavFormatChunk {
  readonly sampleRate: number;
  readonly channels: number;
  readonly coder: SampleCoder | 'MP3';
  /** A number of the chunk that contradicts the others, as a clause about the file. */
  readonly fault?: string | undefined;
}

/**
 * Reads the body of a 'fmt ' chunk (Microsoft's WAVEFORMATEX and WAVE_FORMAT_EXTENSIBLE). In RIFX its fields and the samples have the
 * more significant byte first.
 *
 * @throws NeurorackError 'bad-file' when the chunk is broken or its coding is not read
 */
export function readWavFormat(body: DataView, path: string, littleEndian = true): WavFormatChunk {
  const view = littleEndian ? body : reversed(body);
  if (view.byteLength < 14) throw truncated(path, 'a WAV header needs 16 bytes of format', `are ${view.byteLength}`);
  const code = view.getUint16(0, true);
  // The sub-format of an extensible file is a GUID that begins with an ordinary code.
  const tag = code === EXTENSIBLE && view.byteLength >= 26 ? view.getUint16(24, true) : code;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  checkChannels(path, channels);
  if (MP3_CODES.includes(tag)) return { sampleRate, channels, coder: 'MP3' };
  const coder = coderOf(tag, view, { channels, littleEndian });
  if (coder !== undefined)
    return {
      sampleRate,
      channels,
      coder,
      fault: faultOf(tag, view, { bits: (8 * coder.blockBytes) / channels, littleEndian }),
    };
  throw badFile(path, `its samples are ${nameOf(tag, view, channels)}, which is not read`, 'convert it to 24-bit WAV');
}

/** Widths of the fields before the sub-format, in bytes. */
const FIELD_BYTES = [2, 2, 4, 4, 2, 2, 2, 2, 4, 2];

/** The fields with their bytes in the opposite order. */
function reversed(view: DataView): DataView {
  const bytes = new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  let at = 0;
  for (const width of FIELD_BYTES) {
    bytes.subarray(at, at + width).reverse();
    at += width;
  }
  return new DataView(bytes.buffer);
}

interface Layout {
  readonly channels: number;
  readonly littleEndian: boolean;
}

function coderOf(tag: number, view: DataView, { channels, littleEndian }: Layout): SampleCoder | undefined {
  const blockBytes = view.getUint16(12, true);
  switch (tag) {
    case PCM:
    case FLOAT:
    case A_LAW:
    case MU_LAW:
      return pcmCoder({ ...codingOf(tag, sampleBits(view, channels)), littleEndian }, channels);
    case IMA_ADPCM:
      return !littleEndian || blockBytes === 0 || statedBits(view) !== 4
        ? undefined
        : imaWavCoder(blockBytes, channels);
    case MS_ADPCM:
      return !littleEndian ? undefined : msAdpcmCoder(blockBytes, channels, coefficientsOf(view));
    default:
      return undefined;
  }
}

function codingOf(tag: number, bits: number): Pick<PcmCoding, 'kind' | 'bits'> {
  if (tag === FLOAT) return { kind: 'float', bits };
  if (tag === A_LAW || tag === MU_LAW) return { kind: tag === A_LAW ? 'A-law' : 'mu-law', bits: 8 };
  return { kind: bits === 8 ? 'unsigned' : 'signed', bits };
}

const statedBits = (view: DataView): number => (view.byteLength >= 16 ? view.getUint16(14, true) : 0);

/**
 * Bits that a sample takes in the file: the block size gives them, as the stated bits may be fewer (12 of 16, 24 of 32). A block
 * size that contradicts both the stated bits and the bytes per second is wrong.
 */
function sampleBits(view: DataView, channels: number): number {
  const inBlock = (view.getUint16(12, true) / channels) * 8;
  const rounded = Math.ceil(statedBits(view) / 8) * 8;
  const bytesPerSecond = (view.getUint32(4, true) * channels * rounded) / 8;
  const isBlockWrong = !Number.isInteger(inBlock) || inBlock === 0 || view.getUint32(8, true) === bytesPerSecond;
  return isBlockWrong && rounded > 0 ? rounded : inBlock;
}

/** Bytes behind the ordinary fields of an extensible format, which its sub-format is in. */
const EXTENSION_BYTES = 22;
/** Sub-formats behind their code: Microsoft's, and that of Ambisonics. */
const SUB_FORMATS = ['000000001000800000aa00389b71', '00002107d3118644c8c1ca000000'];

/** Whether the sub-format of an extensible file is a known one behind its code; RIFX writers disagree about its order of bytes. */
function isSubFormat(view: DataView): boolean {
  const end = new Uint8Array(view.buffer, view.byteOffset + 26, Math.max(0, Math.min(14, view.byteLength - 26)));
  return SUB_FORMATS.includes([...end].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

function faultOf(
  tag: number,
  view: DataView,
  { bits, littleEndian }: { readonly bits: number; readonly littleEndian: boolean },
): string | undefined {
  const isExtensible = view.getUint16(0, true) === EXTENSIBLE;
  if (isExtensible && view.getUint16(16, true) < EXTENSION_BYTES)
    return 'its header states no extension, but names its coding in one';
  if (isExtensible && littleEndian && !isSubFormat(view))
    return 'its header is damaged: the name of its coding is no known one, and was read by its first two bytes';
  const isOwn = tag === MS_ADPCM && view.byteLength >= 22 && view.getUint16(20, true) > 0;
  if (isOwn && coefficientsOf(view) === undefined)
    return 'its header states more predictors of ADPCM than it has; the usual ones were taken';
  const valid = isExtensible ? view.getUint16(18, true) : 0;
  if (valid > statedBits(view)) return `its header states ${valid} valid bits in samples of ${statedBits(view)}`;
  const stated = statedBits(view);
  if ((tag !== PCM && tag !== FLOAT) || view.byteLength < 16 || (stated > 0 && stated <= bits)) return undefined;
  return `its header states ${stated} bits a sample, but ${bits} by the size of its blocks, which were taken`;
}

/** The predictors in a Microsoft ADPCM header: their count at byte 20, then pairs. */
function coefficientsOf(view: DataView): [number, number][] | undefined {
  const count = view.byteLength >= 22 ? view.getUint16(20, true) : 0;
  if (count === 0 || view.byteLength < 22 + 4 * count) return undefined;
  return Array.from({ length: count }, (_, n) => [view.getInt16(22 + 4 * n, true), view.getInt16(24 + 4 * n, true)]);
}

function nameOf(tag: number, view: DataView, channels: number): string {
  if (tag === PCM) return `integers of ${sampleBits(view, channels)} bits`;
  if (tag === FLOAT) return `floats of ${sampleBits(view, channels)} bits`;
  const code = `WAV format 0x${tag.toString(16).padStart(4, '0')}`;
  if (tag === IMA_ADPCM || tag === MS_ADPCM) return `ADPCM in an unusual layout (${code})`;
  const name = OTHERS[tag];
  return name === undefined ? `of an unknown coding (${code})` : `${name} (${code})`;
}
