import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import { encodeHops } from '../../model/encode-hops.ts';
import { type EncoderSection, encoderArtifact } from '../../model/encoder-section.ts';
import type { SoundEncoder } from '../../model/sound-encoder.ts';
import type { HopSchedule } from './hop-schedule.ts';
import { measureLatentSpace } from './latent-space.ts';
import { createRateFilter, filterReach } from './rate-filter.ts';

export interface SoundEncoderOptions {
  readonly section: EncoderSection;
  readonly schedule: HopSchedule;
  readonly latents: number;
  /** Samples by which the encoder's latents lag behind the sound. */
  readonly delay: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly descriptors: readonly DescriptorStats[];
}

/** Encodes sounds as latents, one row a hop of the decoder. */
export function createSoundEncoder(options: SoundEncoderOptions): SoundEncoder {
  const { section, schedule, latents, delay } = options;
  const { decoder, ratio } = schedule;
  return {
    artifact: encoderArtifact(section),
    size: latents,
    encode: (samples, session) =>
      encodeHops(atRate(samples, ratio), session, { section, hop: decoder.hop, latents, delay }),
    measureSpace: (sounds) => measureLatentSpace(sounds, options),
  };
}

/** The sound at `ratio` times its rate. */
function atRate(samples: Float32Array, ratio: number): Float32Array {
  if (ratio === 1) return samples;
  const filter = createRateFilter(1 / ratio);
  const reach = filterReach(1 / ratio);
  const padded = new Float32Array(samples.length + 2 * reach + 2);
  padded.set(samples, reach);
  return Float32Array.from({ length: Math.ceil(samples.length * ratio) }, (_, n) =>
    filter.at(padded, reach + n / ratio),
  );
}
