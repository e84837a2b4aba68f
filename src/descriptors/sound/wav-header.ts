import type { FileHandle } from 'node:fs/promises';
import { badFile, truncated } from './bad-sound.ts';
import { readBytesAt, readChunks } from './chunks.ts';
import { type PcmCoding, type PcmLayout, sampleReader } from './pcm.ts';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** A size that a program writes when it streams and does not know the end. */
const UNKNOWN_SIZE = 0xffffffff;

/**
 * Reads a WAV header (Microsoft's RIFF, with WAVE_FORMAT_EXTENSIBLE). Gives nothing when the samples are coded
 * otherwise than as plain PCM (ADPCM, A-law). Throws 'bad-file' when the header is broken or promises more than there is.
 */
export async function readWavHeader(file: FileHandle, path: string): Promise<PcmLayout | undefined> {
  let format: Omit<PcmLayout, 'offset' | 'frames'> | undefined;
  for await (const chunk of readChunks(file, true)) {
    if (chunk.id === 'fmt ') {
      format = formatOf(await readBytesAt(file, chunk.offset, Math.min(chunk.size, 40)), path);
      if (sampleReader(format.coding) === undefined) return undefined;
    } else if (chunk.id === 'data') {
      if (format === undefined) break;
      const present = (await file.stat()).size - chunk.offset;
      const open = chunk.size === UNKNOWN_SIZE || (chunk.size === 0 && present > 0);
      const bytes = open ? present : chunk.size;
      if (bytes > present) throw truncated(path, `its header promises ${bytes} bytes of sound`, `are ${present}`);
      const frameBytes = (format.channels * format.coding.bits) / 8;
      return { ...format, offset: chunk.offset, frames: Math.floor(bytes / frameBytes) };
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
  // The block tells how many bytes a sample takes; the bits may be fewer (20 of 24).
  const bits = (view.getUint16(12, true) / channels) * 8;
  return { format: 'WAV', sampleRate, channels, coding: codingOf(tag, bits) };
}

function codingOf(tag: number, bits: number): PcmCoding {
  if (tag === FLOAT) return { kind: 'float', bits, littleEndian: true };
  if (tag === PCM) return { kind: bits === 8 ? 'unsigned' : 'signed', bits, littleEndian: true };
  return { kind: 'signed', bits: 0, littleEndian: true };
}
