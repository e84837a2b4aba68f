import { NeurorackError } from '../../contracts/errors.ts';
import { badFile, truncated } from './bad-sound.ts';
import { type CompressedFormat, type DecodedBlock, openDecoder } from './decoders.ts';
import { createMonoCollector, type MonoCollector, toSoundPart } from './mono.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** Small, because 16 KB of coded silence already decode to minutes of samples. */
const BLOCK_BYTES = 16_384;

/** A decoded part of a sound at the file's own sample rate. */
export interface DecodedSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/**
 * Decodes a part of a file as mono, block by block, and stops once the part is complete.
 *
 * @param requested `start` and `length` in seconds; `expected`: the number of frames in the header, if stated
 * @throws NeurorackError 'bad-file' when the data cannot be decoded or end early
 */
export async function readCompressed(
  bytes: SoundBytes,
  format: CompressedFormat,
  requested: {
    start?: number | undefined;
    length?: number | undefined;
    expected?: number | undefined;
  },
  onProgress?: (share: number) => void,
): Promise<DecodedSound> {
  const { path, size } = bytes;
  const decoder = await openDecoder(format);
  let collector: MonoCollector | undefined;
  let sampleRate = 0;
  let channels = 0;
  const collect = (block: DecodedBlock): void => {
    if (block.channelData.length === 0) return;
    sampleRate ||= block.sampleRate;
    channels = Math.max(channels, block.channelData.length);
    collector ??= createMonoCollector(path, toSoundPart(requested, sampleRate), sampleRate);
    collector.push(block.channelData);
  };
  try {
    for (let at = 0; at < size && !collector?.isFull; ) {
      const block = await bytes.read(at, BLOCK_BYTES);
      if (block.byteLength === 0) break;
      at += block.byteLength;
      collect(await decoder.decode(new Uint8Array(block.buffer, 0, block.byteLength)));
      onProgress?.(at / size);
    }
    if (!collector?.isFull) collect(await decoder.finish());
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw badFile(
      path,
      `its ${format} data cannot be decoded`,
      'copy or download the file again, or export it as WAV',
      cause,
    );
  } finally {
    decoder.free();
  }
  const { expected = 0 } = requested;
  if (collector === undefined || (!collector.isFull && collector.position < expected)) {
    const stated = expected > 0 ? `its header states ${expected} samples` : `it should hold ${format} data`;
    throw truncated(path, stated, `are ${collector?.position ?? 0} samples`);
  }
  return { samples: collector.samples(), sampleRate, channels };
}
