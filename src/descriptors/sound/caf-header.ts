import { badFile, checkChannels, truncated } from './bad-sound.ts';
import { fourCc, MAX_CHUNKS } from './chunks.ts';
import { type DataSize, dataSize } from './data-size.ts';
import { imaAppleCoder } from './ima-adpcm.ts';
import { pcmCoder, type SampleCoder } from './pcm.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';

const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;
/** Count of edits, before the samples of a data chunk. */
const EDIT_COUNT_BYTES = 4;

/** Codings that are refused by name. */
const OTHERS: Readonly<Record<string, string>> = {
  'aac ': 'AAC',
  alac: 'Apple Lossless (ALAC)',
  '.mp1': 'MPEG layer I',
  '.mp2': 'MPEG layer II',
  '.mp3': 'MP3',
  flac: 'FLAC',
  opus: 'Opus',
  MAC3: 'MACE 3:1',
  MAC6: 'MACE 6:1',
};

/** Content of the description chunk. */
interface Description {
  readonly sampleRate: number;
  readonly channels: number;
  readonly coder: SampleCoder;
}

/**
 * Reads the header of a CAF file (Apple, Core Audio Format Specification 1.0).
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readCafHeader(bytes: SoundBytes): Promise<PcmContent> {
  let description: Description | undefined;
  let validFrames: number | undefined;
  let data: { readonly offset: number; readonly size: DataSize } | undefined;
  let at = 8;
  for (let count = 0; at + 12 <= bytes.size && count < MAX_CHUNKS; count++) {
    const head = await bytes.read(at, 12);
    const id = fourCc(head, 0);
    const size = Number(head.getBigInt64(4, false));
    const offset = at + 12;
    if (id === 'desc') description = descriptionOf(await bytes.read(offset, 32), bytes);
    if (id === 'pakt') validFrames = await validFramesOf(bytes, offset);
    if (id === 'data') data = { offset: offset + EDIT_COUNT_BYTES, size: sizeOf(bytes, offset, size) };
    if (size < 0) break;
    at = offset + size;
  }
  if (description === undefined || data === undefined) {
    const missing = description === undefined ? 'desc' : 'data';
    throw badFile(
      bytes.path,
      `the CAF file has no '${missing}' chunk`,
      'export the sound again, or copy the file again',
    );
  }
  return layoutOf({ ...description, offset: data.offset }, data.size, validFrames);
}

/** A size of -1 is the format's own mark for a chunk that lasts to the end of the file. */
function sizeOf(bytes: SoundBytes, offset: number, size: number): DataSize {
  const start = offset + EDIT_COUNT_BYTES;
  if (size === -1) return { present: Math.max(0, bytes.size - start), stated: undefined };
  return dataSize(bytes, start, size < EDIT_COUNT_BYTES ? undefined : size - EDIT_COUNT_BYTES);
}

async function validFramesOf(bytes: SoundBytes, offset: number): Promise<number | undefined> {
  const view = await bytes.read(offset + 8, 8);
  return view.byteLength === 8 ? Number(view.getBigInt64(0, false)) : undefined;
}

function descriptionOf(view: DataView, bytes: SoundBytes): Description {
  const { path } = bytes;
  if (view.byteLength < 32) throw truncated(path, 'a CAF header needs 32 bytes of format', `are ${view.byteLength}`);
  const sampleRate = view.getFloat64(0, false);
  const channels = view.getUint32(24, false);
  checkChannels(path, channels);
  const coding = fourCc(view, 8);
  const coder = coderOf(coding, view, channels);
  if (coder !== undefined) {
    const [packetBytes, packetFrames] = [view.getUint32(16, false), view.getUint32(20, false)];
    if (packetBytes !== coder.blockBytes || packetFrames !== coder.blockFrames) {
      const stated = `packets of ${packetBytes} bytes with ${packetFrames} samples`;
      bytes.warn(`its header states ${stated}, where its coding has ${coder.blockBytes} and ${coder.blockFrames}`);
    }
    return { sampleRate, channels, coder };
  }
  const what = OTHERS[coding] ?? (coding === 'lpcm' ? 'PCM in an unusual layout' : 'of an unknown coding');
  throw badFile(
    path,
    `its samples are ${what} (CAF format '${coding}'), which is not read`,
    'convert it to 24-bit WAV',
  );
}

function coderOf(coding: string, view: DataView, channels: number): SampleCoder | undefined {
  switch (coding) {
    case 'lpcm': {
      const flags = view.getUint32(12, false);
      // The size of a packet, one frame, gives the bits in the file; the stated bits may be fewer.
      const bits = (view.getUint32(16, false) / channels) * 8;
      const littleEndian = (flags & IS_LITTLE_ENDIAN) !== 0;
      return pcmCoder({ kind: flags & IS_FLOAT ? 'float' : 'signed', bits, littleEndian }, channels);
    }
    case 'ulaw':
      return pcmCoder({ kind: 'mu-law', bits: 8, littleEndian: false }, channels);
    case 'alaw':
      return pcmCoder({ kind: 'A-law', bits: 8, littleEndian: false }, channels);
    case 'ima4':
      return imaAppleCoder(channels);
    default:
      return undefined;
  }
}
