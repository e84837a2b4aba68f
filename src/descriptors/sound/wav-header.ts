import { badFile, truncated } from './bad-sound.ts';
import { readChunks } from './chunks.ts';
import { type PcmCoding, type PcmLayout, sampleReader } from './pcm.ts';
import type { SoundBytes } from './sound-bytes.ts';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Size field of a file that was streamed, its length unknown when the header was written. */
const UNKNOWN_SIZE = 0xffffffff;

/**
 * Reads a WAV header (Microsoft's RIFF, with WAVE_FORMAT_EXTENSIBLE).
 *
 * @returns undefined when the samples are not plain PCM (ADPCM, A-law)
 * @throws NeurorackError 'bad-file' when the header is broken or states more samples than the file holds
 */
export async function readWavHeader(bytes: SoundBytes): Promise<PcmLayout | undefined> {
  const { path } = bytes;
  let format: Omit<PcmLayout, 'offset' | 'frames'> | undefined;
  for await (const chunk of readChunks(bytes, true)) {
    if (chunk.id === 'fmt ') {
      format = formatOf(await bytes.read(chunk.offset, Math.min(chunk.size, 40)), path);
      if (sampleReader(format.coding) === undefined) return undefined;
    } else if (chunk.id === 'data') {
      if (format === undefined) break;
      const present = bytes.size - chunk.offset;
      const isUnbounded = chunk.size === UNKNOWN_SIZE || (chunk.size === 0 && present > 0);
      const stated = isUnbounded ? present : chunk.size;
      if (stated > present) throw truncated(path, `its header states ${stated} bytes of sound`, `are ${present}`);
      const frameBytes = (format.channels * format.coding.bits) / 8;
      return { ...format, offset: chunk.offset, frames: Math.floor(stated / frameBytes) };
    }
  }
  const missing = format === undefined ? "'fmt '" : "'data'";
  throw badFile(path, `the WAV header has no ${missing} chunk`, 'export the sound again, or copy the file again');
}

function formatOf(view: DataView, path: string): Omit<PcmLayout, 'offset' | 'frames'> {
  if (view.byteLength < 16) throw truncated(path, 'a WAV header needs 16 bytes of format', `are ${view.byteLength}`);
  const stated = view.getUint16(0, true);
  const tag = stated === EXTENSIBLE && view.byteLength >= 26 ? view.getUint16(24, true) : stated;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  if (channels === 0) throw badFile(path, 'its header says 0 channels', 'export the sound again');
  // The block size gives the bytes per sample; the stated bits may be fewer (20 of 24).
  const bits = (view.getUint16(12, true) / channels) * 8;
  return { format: 'WAV', sampleRate, channels, coding: codingOf(tag, bits) };
}

function codingOf(tag: number, bits: number): PcmCoding {
  if (tag === FLOAT) return { kind: 'float', bits, littleEndian: true };
  if (tag === PCM) return { kind: bits === 8 ? 'unsigned' : 'signed', bits, littleEndian: true };
  return { kind: 'signed', bits: 0, littleEndian: true };
}
