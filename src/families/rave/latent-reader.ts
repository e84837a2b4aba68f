import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import type { LatentReader } from '../../model/latent-space.ts';
import type { HopSchedule } from './hop-schedule.ts';

export interface LatentReaderOptions {
  readonly schedule: Pick<HopSchedule, 'hopsPerFrame'>;
  readonly latents: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Checksum of the model's encoder: encodings by another are not read. */
  readonly encoder: string;
}

/** Reads the latents of encoded sets, in deviations, as the axes of their space are. */
export function createLatentReader({ schedule, latents, mean, std, encoder }: LatentReaderOptions): LatentReader {
  return {
    size: latents,
    rowAt: ({ timbre }: DescriptorSet, frame) => {
      const encoded = timbre?.encoded;
      if (encoded === undefined || encoded.encoder !== encoder || encoded.size !== latents) return undefined;
      const at = Math.round(frame * schedule.hopsPerFrame) * latents;
      if (at + latents > encoded.rows.length) return undefined;
      return Float64Array.from({ length: latents }, (_, i) => (encoded.rows[at + i] - mean[i]) / std[i]);
    },
  };
}
