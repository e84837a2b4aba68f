import { badFile } from './bad-sound.ts';
import { type Chunk, endBeforeChunks, findChunk, fourCc, readChunks } from './chunks.ts';
import { type DataSize, dataSize } from './data-size.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { readWavFormat } from './wav-format.ts';

/** Longest 'fmt ' chunk that is read: Microsoft ADPCM with 255 pairs of coefficients. */
const MAX_FORMAT_BYTES = 22 + 4 * 255;
const IN_DS64 = 0xffff_ffff;

/**
 * Reads a WAV header: Microsoft's RIFF, RIFX with the more significant byte first, and RF64 and BW64 with 64-bit sizes (EBU Tech 3306,
 * ITU-R BS.2088).
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readWavHeader(bytes: SoundBytes): Promise<PcmContent> {
  const littleEndian = fourCc(await bytes.read(0, 4), 0) !== 'RIFX';
  const { path } = bytes;
  const { 'fmt ': format, data, ds64, fact } = await findChunks(bytes, littleEndian);
  if (format === undefined) throw missing(path, 'fmt ');
  const fields = await bytes.read(format.offset, Math.min(format.size, MAX_FORMAT_BYTES));
  const { coder, sampleRate, channels, fault } = readWavFormat(fields, path, littleEndian);
  if (fault !== undefined) bytes.warn(fault);
  if (data === undefined) throw missing(path, 'data');
  const wide = ds64 === undefined ? undefined : await bytes.read(ds64.offset, 24);
  const isWide = wide?.byteLength === 24 && data.size === IN_DS64;
  const size = await sizeOf(bytes, data.offset, {
    stated: isWide ? Number(wide.getBigUint64(8, true)) : data.size,
    littleEndian,
  });
  if (coder === 'MP3') return { stream: 'MP3', bytes: bytes.slice(data.offset, data.offset + size.present) };
  const count = fact === undefined ? undefined : await bytes.read(fact.offset, 4);
  const frames = count?.byteLength === 4 ? count.getUint32(0, littleEndian) : undefined;
  return layoutOf({ sampleRate, channels, coder, offset: data.offset }, size, frames);
}

function missing(path: string, id: string): Error {
  return badFile(path, `the WAV header has no '${id}' chunk`, 'export the sound again, or copy the file again');
}

type Found = { [id in 'fmt ' | 'data' | 'ds64' | 'fact']?: Chunk };

/** The chunks up to the sound and its format. Where sizes lead past either, they are searched by name. */
async function findChunks(bytes: SoundBytes, littleEndian: boolean): Promise<Found> {
  const found: Found = {};
  for await (const chunk of readChunks(bytes, littleEndian)) {
    const { id } = chunk;
    if (id === 'fmt ' || id === 'ds64' || id === 'fact') found[id] = chunk;
    else if (id === 'data') found.data ??= chunk;
    if (found['fmt '] !== undefined && found.data !== undefined) return found;
  }
  const format = found['fmt '] ?? (await findChunk(bytes, 'fmt ', littleEndian));
  const data = found.data ?? (await findChunk(bytes, 'data', littleEndian));
  if (format === undefined || data === undefined) return found;
  bytes.warn('a chunk before its sound has a wrong size: the sound was found by its name');
  return { ...found, 'fmt ': format, data };
}

/** A size of 0 before anything but chunks was never filled in; chunks behind a sound without a right size do not count as sound. */
async function sizeOf(
  bytes: SoundBytes,
  offset: number,
  { stated, littleEndian }: { readonly stated: number; readonly littleEndian: boolean },
): Promise<DataSize> {
  if (stated > 0 && stated <= bytes.size - offset) return dataSize(bytes, offset, stated);
  const end = await endBeforeChunks(bytes, offset, littleEndian);
  const isUnset = stated === 0 && offset < end;
  return dataSize(bytes.slice(0, end), offset, isUnset ? undefined : stated);
}
