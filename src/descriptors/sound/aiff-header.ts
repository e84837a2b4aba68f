import { badFile, truncated } from './bad-sound.ts';
import { fourCc, readChunks } from './chunks.ts';
import { type PcmCoding, type PcmLayout, sampleReader } from './pcm.ts';
import type { SoundBytes } from './sound-bytes.ts';

/**
 * Reads the header of an AIFF or AIFF-C file (Apple, 1989 and 1991).
 *
 * @returns undefined when the samples are compressed
 * @throws NeurorackError 'bad-file' when the header is broken or states more samples than the file holds
 */
export async function readAiffHeader(bytes: SoundBytes): Promise<PcmLayout | undefined> {
  const { path } = bytes;
  const compressible = fourCc(await bytes.read(8, 4), 0) === 'AIFC';
  let common: Omit<PcmLayout, 'offset'> | undefined;
  let offset: number | undefined;
  for await (const chunk of readChunks(bytes, false)) {
    if (chunk.id === 'COMM') common = commonOf(await bytes.read(chunk.offset, 22), compressible, path);
    if (chunk.id === 'SSND') offset = chunk.offset + 8 + (await bytes.read(chunk.offset, 4)).getUint32(0, false);
  }
  if (common === undefined || (offset === undefined && common.frames > 0)) {
    const missing = common === undefined ? 'COMM' : 'SSND';
    throw badFile(path, `the AIFF file has no ${missing} chunk`, 'export the sound again, or copy the file again');
  }
  if (sampleReader(common.coding) === undefined) return undefined;
  const at = offset ?? 0;
  const stated = (common.frames * common.channels * common.coding.bits) / 8;
  const present = bytes.size - at;
  if (stated > present) throw truncated(path, `its header states ${stated} bytes of sound`, `are ${present}`);
  return { ...common, offset: at };
}

function commonOf(view: DataView, compressible: boolean, path: string): Omit<PcmLayout, 'offset'> {
  if (view.byteLength < 18) throw truncated(path, 'an AIFF header needs 18 bytes of format', `are ${view.byteLength}`);
  const channels = view.getUint16(0, false);
  if (channels === 0) throw badFile(path, 'its header says 0 channels', 'export the sound again');
  // Bits are rounded up to whole bytes in the file.
  const bits = Math.ceil(view.getUint16(6, false) / 8) * 8;
  return {
    format: 'AIFF',
    channels,
    frames: view.getUint32(2, false),
    sampleRate: extended(view, 8),
    coding: codingOf(compressible ? fourCc(view, 18) : 'NONE', bits),
  };
}

function codingOf(compression: string, bits: number): PcmCoding {
  switch (compression) {
    case 'NONE':
    case 'twos':
      return { kind: 'signed', bits, littleEndian: false };
    case 'sowt':
      return { kind: 'signed', bits, littleEndian: true };
    case 'fl32':
    case 'FL32':
      return { kind: 'float', bits: 32, littleEndian: false };
    case 'fl64':
    case 'FL64':
      return { kind: 'float', bits: 64, littleEndian: false };
    default:
      return { kind: 'signed', bits: 0, littleEndian: false };
  }
}

/** Reads an 80-bit extended float (IEEE 754), the type of AIFF's sample rate. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at, false) & 0x7fff) - 16_383 - 31;
  return view.getUint32(at + 2, false) * 2 ** exponent;
}
