import { NeurorackError } from '../../contracts/errors.ts';
import { badFile, truncated } from './bad-sound.ts';
import { type CompressedFormat, type DecodedBlock, openDecoder } from './decoders.ts';
import { createMonoCollector, type Mixing, type MonoCollector, toSoundPart } from './mono.ts';
import { decodeMp3 } from './read-mp3.ts';
import { decodeOgg } from './read-ogg.ts';
import { resample } from './resample.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** Small, because 16 KB of coded silence already decode to minutes of samples. */
const BLOCK_BYTES = 16_384;

/** Highest sample of lossy coding, which exceeds the sound's own peak by some decibels. */
const MAX_LOSSY_PEAK = 4;

/** A decoded part of a sound at the file's own sample rate. */
export interface DecodedSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/**
 * Decodes a part of a file as mono, block by block, and stops once the part is complete.
 *
 * @param requested `start` and `length` in seconds, and the channels; `expected`: the number of frames in the header, if stated; `usual`:
 * the number without which a warning says that packets are missing; `isWithinScale`: whether samples above full scale prove that the
 * data are damaged
 * @throws NeurorackError 'bad-file' when the data cannot be decoded or end early
 */
export async function readCompressed(
  bytes: SoundBytes,
  format: CompressedFormat,
  requested: Mixing & {
    readonly start?: number | undefined;
    readonly length?: number | undefined;
    readonly expected?: number | undefined;
    readonly usual?: number | undefined;
    readonly isWithinScale?: boolean;
  },
  onProgress?: (share: number) => void,
): Promise<DecodedSound> {
  const { path } = bytes;
  const { channel, meter } = requested;
  let collector: MonoCollector | undefined;
  let sampleRate = 0;
  let channels = 0;
  const collect = (block: DecodedBlock): void => {
    sampleRate ||= block.sampleRate;
    channels = Math.max(channels, block.channelData.length);
    collector ??= createMonoCollector(path, { ...toSoundPart(requested, sampleRate), channel, meter }, sampleRate);
    if (requested.isWithinScale && block.channelData.some(isAboveScale)) throw new Error('samples above full scale');
    collector.push(block.channelData);
  };
  try {
    for await (const block of atOneRate(path, blocksOf(bytes, format, onProgress))) {
      collect(block);
      if (collector?.isFull) break;
    }
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw badFile(
      path,
      `its ${format} data cannot be decoded`,
      'copy or download the file again, or export it as WAV',
      cause,
    );
  }
  const { expected = 0, usual = 0 } = requested;
  if (collector === undefined || (!collector.isFull && collector.position < expected)) {
    const stated = expected > 0 ? `its header states ${expected} samples` : `it should hold ${format} data`;
    throw truncated(path, stated, `are ${collector?.position ?? 0} samples`);
  }
  if (!collector.isFull && collector.position < usual) {
    const missing = `${Math.round(usual - collector.position)} of the ${Math.round(usual)} samples that its header states are missing`;
    bytes.warn(`${missing}: damaged packets were left out`);
  }
  const samples = collector.samples();
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  // No checksum protects the packets of MP3 and AAC; lossless coders cannot exceed full scale, and FLAC has checksums.
  if (peak > MAX_LOSSY_PEAK)
    bytes.warn(`its samples reach ${peak.toPrecision(2)} times full scale: some packets seem to be damaged`);
  return { samples, sampleRate, channels };
}

const isAboveScale = (samples: Float32Array): boolean => samples.some((x) => Math.abs(x) > 1);

function blocksOf(
  bytes: SoundBytes,
  format: CompressedFormat,
  onProgress?: (share: number) => void,
): AsyncGenerator<DecodedBlock> {
  if (format === 'MP3') return decodeMp3(bytes, onProgress);
  return format.startsWith('Ogg') ? decodeOgg(bytes, onProgress) : decodeBytes(bytes, format, onProgress);
}

/** Decodes bytes that the decoder understands as they are. */
async function* decodeBytes(
  bytes: SoundBytes,
  format: CompressedFormat,
  onProgress?: (share: number) => void,
): AsyncGenerator<DecodedBlock> {
  const decoder = await openDecoder(format);
  try {
    for (let at = 0; at < bytes.size; ) {
      const block = await bytes.read(at, BLOCK_BYTES);
      if (block.byteLength === 0) break;
      at += block.byteLength;
      yield await decoder.decode(new Uint8Array(block.buffer, 0, block.byteLength));
      onProgress?.(at / bytes.size);
    }
    yield await decoder.finish();
  } finally {
    decoder.free();
  }
}

/** Drops empty blocks. Blocks of another rate than the first (links of a chained file) are resampled to it, as one mono block. */
async function* atOneRate(path: string, blocks: AsyncGenerator<DecodedBlock>): AsyncGenerator<DecodedBlock> {
  let rate = 0;
  let other: MonoCollector | undefined;
  let otherRate = 0;
  const resampled = async (link: MonoCollector): Promise<DecodedBlock> => ({
    channelData: [await resample(link.samples(), otherRate, rate)],
    sampleRate: rate,
  });
  for await (const block of blocks) {
    if ((block.channelData[0]?.length ?? 0) === 0) continue;
    rate ||= block.sampleRate;
    if (other !== undefined && block.sampleRate !== otherRate) {
      yield await resampled(other);
      other = undefined;
    }
    if (block.sampleRate === rate) yield block;
    else {
      otherRate = block.sampleRate;
      other ??= createMonoCollector(path, { start: 0, frames: Number.POSITIVE_INFINITY }, otherRate);
      other.push(block.channelData);
    }
  }
  if (other !== undefined) yield await resampled(other);
}
