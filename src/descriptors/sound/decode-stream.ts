import { readFlacInfo } from './compressed-header.ts';
import type { CompressedFormat } from './decoders.ts';
import { withoutBytesBehind } from './flac-end.ts';
import { checkDuration, type Mixing, toSoundPart } from './mono.ts';
import { readMp4Track } from './mp4-header.ts';
import type { StreamFormat } from './probe.ts';
import { type DecodedSound, readCompressed } from './read-compressed.ts';
import { oggFormat } from './read-ogg.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** The part to decode, in seconds of the sound, and the channels. */
export interface RequestedPart extends Mixing {
  readonly start?: number | undefined;
  readonly length?: number | undefined;
}

/**
 * Decodes a part of a compressed stream as mono. The format of an Ogg stream is that of its first sound, whatever stream begins the file.
 *
 * @throws NeurorackError 'bad-file' when the format has no decoder here, or the data are broken or end early
 */
export async function decodeStream(
  format: StreamFormat,
  bytes: SoundBytes,
  requested: RequestedPart,
  onProgress?: (share: number) => void,
): Promise<DecodedSound & { readonly format: CompressedFormat }> {
  const decodable = format === 'MP4' ? format : await decodableFormat(format, bytes);
  return { ...(await decodePart(decodable, bytes, requested, onProgress)), format: decodable };
}

async function decodePart(
  decodable: CompressedFormat,
  bytes: SoundBytes,
  requested: RequestedPart,
  onProgress?: (share: number) => void,
): Promise<DecodedSound> {
  if (decodable === 'MP4') return decodeMp4(bytes, requested, onProgress);
  if (decodable === 'FLAC') {
    const info = readFlacInfo(await bytes.read(0, 42), bytes.path);
    const part = toSoundPart(requested, info.sampleRate);
    checkDuration(bytes.path, Math.min(info.frames - part.start, part.frames), info.sampleRate);
    const isToEnd = info.frames > 0 && part.start + part.frames > info.frames - info.blockFrames;
    const content = isToEnd ? await withoutBytesBehind(bytes, info) : bytes;
    return readCompressed(content, decodable, { ...requested, expected: info.frames }, onProgress);
  }
  return readCompressed(bytes, decodable, requested, onProgress);
}

/** Frames of delay and padding that a coder of AAC may leave out at each end. */
const MP4_MARGIN_FRAMES = 4096;
/** Rounding of an edit list whose unit is a millisecond, at 48 kHz twice. */
const MP4_ROUNDING_FRAMES = 100;

async function decodeMp4(
  bytes: SoundBytes,
  requested: RequestedPart,
  onProgress?: (share: number) => void,
): Promise<DecodedSound> {
  const { codec, seconds, codedSeconds, sampleRate, wholeFrames = 0, isTableLast } = await readMp4Track(bytes);
  const millisecond = 1000;
  const part = toSoundPart(requested, millisecond);
  const whole = codedSeconds * millisecond;
  // The decoder holds all of the sound when the tables follow it, whichever part is requested.
  checkDuration(bytes.path, isTableLast ? whole : Math.min(whole - part.start, part.frames), millisecond);
  const expected = Math.max(0, Math.floor(seconds * sampleRate) - 2 * MP4_MARGIN_FRAMES);
  const usual = wholeFrames - MP4_ROUNDING_FRAMES;
  return readCompressed(bytes, 'MP4', { ...requested, expected, usual, isWithinScale: codec === 'ALAC' }, onProgress);
}

async function decodableFormat(format: Exclude<StreamFormat, 'MP4'>, bytes: SoundBytes): Promise<CompressedFormat> {
  switch (format) {
    case 'AAC':
    case 'FLAC':
    case 'MP3':
      return format;
    default:
      return oggFormat(bytes);
  }
}
