import { DESCRIPTORS } from '../descriptor.ts';
import { type Correlation, TYPICAL_CORRELATION } from './correlation.ts';
import type { DescriptorStats } from './perceptual.ts';

/** Behaviour of the other descriptors when one is moved: follow as in the training data ('natural'), or stay ('alone'). */
export const OFFSET_MODES = ['natural', 'alone'] as const;
export type OffsetMode = (typeof OFFSET_MODES)[number];

/**
 * Converts requested offsets to the displacement of each descriptor.
 *
 * @param requested octaves; standard deviations for descriptors that are not on a logarithmic scale
 * @param mode one per requested offset
 * @param into displacement on each descriptor's perceptual scale, overwritten
 */
export type Offsets = (requested: ArrayLike<number>, mode: readonly OffsetMode[], into: Float64Array) => void;

/**
 * Creates offsets in which the other descriptors follow by linear regression: moving one by a standard deviations moves another by
 * correlation × a. Several offsets add up.
 *
 * @param stats the seven scales, in the order of `DESCRIPTORS`
 */
export function createOffsets(
  stats: readonly DescriptorStats[],
  correlation: Correlation = TYPICAL_CORRELATION,
): Offsets {
  const count = DESCRIPTORS.length;
  return (requested, mode, into) => {
    into.fill(0);
    for (let d = 0; d < count; d++) {
      const offset = requested[d];
      if (offset === 0 || !Number.isFinite(offset)) continue;
      const { scale, std } = stats[d];
      const deviations = scale === 'log2' ? offset / std : offset;
      for (let other = 0; other < count; other++) {
        if (other === d) into[d] += deviations * std;
        else if (mode[d] === 'natural') into[other] += correlation[other][d] * deviations * stats[other].std;
      }
    }
  };
}
