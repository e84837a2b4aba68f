import { badFile } from './bad-sound.ts';
import { areOnlyChunks, type Chunk, fourCc, readChunks } from './chunks.ts';
import { type DataSize, dataSize } from './data-size.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { readWavFormat, type WavFormatChunk } from './wav-format.ts';

/** Longest 'fmt ' chunk that is read: Microsoft ADPCM with 255 pairs of coefficients. */
const MAX_FORMAT_BYTES = 22 + 4 * 255;
const IN_DS64 = 0xffff_ffff;

/**
 * Reads a WAV header: Microsoft's RIFF, and RF64 and BW64 with 64-bit sizes (EBU Tech 3306, ITU-R BS.2088).
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readWavHeader(bytes: SoundBytes): Promise<PcmContent> {
  let format: WavFormatChunk | undefined;
  let data: Chunk | undefined;
  let wideSize: number | undefined;
  let frames: number | undefined;
  const isWide = fourCc(await bytes.read(0, 4), 0) !== 'RIFF';
  for await (const chunk of readChunks(bytes, true)) {
    if (chunk.id === 'fmt ') {
      format = readWavFormat(await bytes.read(chunk.offset, Math.min(chunk.size, MAX_FORMAT_BYTES)), bytes.path);
    } else if (chunk.id === 'data') {
      data ??= chunk;
    } else if (chunk.id === 'ds64' && isWide) {
      const view = await bytes.read(chunk.offset, 24);
      if (view.byteLength === 24) wideSize = Number(view.getBigUint64(8, true));
    } else if (chunk.id === 'fact') {
      const view = await bytes.read(chunk.offset, 4);
      if (view.byteLength === 4) frames = view.getUint32(0, true);
    }
    if (format !== undefined && data !== undefined) break;
  }
  if (format === undefined || data === undefined) {
    const missing = format === undefined ? "'fmt '" : "'data'";
    throw badFile(
      bytes.path,
      `the WAV header has no ${missing} chunk`,
      'export the sound again, or copy the file again',
    );
  }
  const size = await sizeOf(bytes, data, data.size === IN_DS64 ? (wideSize ?? data.size) : data.size);
  const { coder, sampleRate, channels } = format;
  if (coder === 'MP3') return { stream: 'MP3', bytes: bytes.slice(data.offset, data.offset + size.present) };
  return layoutOf({ sampleRate, channels, coder, offset: data.offset }, size, frames);
}

/** A size of 0 before anything but chunks was never filled in. */
async function sizeOf(bytes: SoundBytes, { offset }: Chunk, stated: number): Promise<DataSize> {
  const isUnset = stated === 0 && offset < bytes.size && !(await areOnlyChunks(bytes, offset));
  return dataSize(bytes, offset, isUnset ? undefined : stated);
}
