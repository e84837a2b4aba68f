import { readFlacInfo } from './compressed-header.ts';
import type { CompressedFormat } from './decoders.ts';
import { checkDuration, toSoundPart } from './mono.ts';
import type { StreamFormat } from './probe.ts';
import { type DecodedSound, readCompressed } from './read-compressed.ts';
import { oggFormat } from './read-ogg.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { notRead } from './unread-formats.ts';

/** The part to decode, in seconds of the sound. */
export interface RequestedPart {
  readonly start?: number | undefined;
  readonly length?: number | undefined;
}

/**
 * Decodes a part of a compressed stream as mono.
 *
 * @throws NeurorackError 'bad-file' when the format has no decoder here, or the data are broken or end early
 */
export async function decodeStream(
  format: StreamFormat,
  bytes: SoundBytes,
  requested: RequestedPart,
  onProgress?: (share: number) => void,
): Promise<DecodedSound> {
  const decodable = await decodableFormat(format, bytes);
  let expected: number | undefined;
  if (decodable === 'FLAC') {
    const info = readFlacInfo(await bytes.read(0, 42), bytes.path);
    expected = info.frames;
    const part = toSoundPart(requested, info.sampleRate);
    checkDuration(bytes.path, Math.min(info.frames - part.start, part.frames), info.sampleRate);
  }
  return readCompressed(bytes, decodable, { ...requested, expected }, onProgress);
}

async function decodableFormat(format: StreamFormat, bytes: SoundBytes): Promise<CompressedFormat> {
  switch (format) {
    case 'AAC':
      throw notRead(bytes.path, { name: 'AAC (ADTS)', extension: 'aac' });
    case 'MP4':
      throw notRead(bytes.path, { name: 'MP4 (AAC or ALAC)', extension: 'm4a' });
    case 'FLAC':
    case 'MP3':
      return format;
    default:
      return oggFormat(bytes);
  }
}
