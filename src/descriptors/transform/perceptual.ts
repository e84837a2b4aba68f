import { clamp } from '../../numeric/clamp.ts';
import type { DescriptorName } from '../descriptor.ts';

/** A scale on which equal steps sound equal: octaves, log-odds, or the natural unit itself. */
export type PerceptualScale = 'log2' | 'logit' | 'linear';

/**
 * One descriptor's scale, with mean and standard deviation on that scale over the training sounds, as in a model's manifest.
 * `floor` is in natural units: the minimum value (log2), or the minimum distance from 0 and 1 (logit).
 */
export interface DescriptorStats {
  readonly name: DescriptorName;
  readonly scale: PerceptualScale;
  readonly floor?: number | undefined;
  readonly mean: number;
  readonly std: number;
}

/** The scale of each descriptor, the same for every model. */
export const PERCEPTUAL_SCALES: Readonly<Record<DescriptorName, { scale: PerceptualScale; floor: number }>> = {
  rms: { scale: 'log2', floor: 1e-5 },
  zcr: { scale: 'linear', floor: 0 },
  rolloff: { scale: 'log2', floor: 20 },
  flatness: { scale: 'logit', floor: 1e-6 },
  bandwidth: { scale: 'log2', floor: 20 },
  centroid: { scale: 'log2', floor: 20 },
  f0: { scale: 'log2', floor: 20 },
};

type Scale = Pick<DescriptorStats, 'scale' | 'floor'>;

/** Converts natural units to the perceptual scale: octaves for log2, nepers of odds for logit. */
export function toPerceptual({ scale, floor = 0 }: Scale, value: number): number {
  switch (scale) {
    case 'log2':
      return Math.log2(Math.max(value, floor));
    case 'logit': {
      const p = clamp(value, floor, 1 - floor);
      return Math.log(p / (1 - p));
    }
    case 'linear':
      return value;
  }
}

/** The inverse of `toPerceptual`, above the floor. */
export function fromPerceptual({ scale }: Scale, scaled: number): number {
  switch (scale) {
    case 'log2':
      return 2 ** scaled;
    case 'logit':
      return 1 / (1 + Math.exp(-scaled));
    case 'linear':
      return scaled;
  }
}

/** Converts natural units to standard deviations from the training mean, on the perceptual scale. */
export function normalise(stats: DescriptorStats, value: number): number {
  return (toPerceptual(stats, value) - stats.mean) / stats.std;
}

/** The inverse of `normalise`. */
export function denormalise(stats: DescriptorStats, normalised: number): number {
  return fromPerceptual(stats, normalised * stats.std + stats.mean);
}
