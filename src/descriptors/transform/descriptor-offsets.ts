import { DESCRIPTORS } from '../descriptor.ts';
import { type Correlation, TYPICAL_CORRELATION } from './correlation.ts';
import type { DescriptorStats } from './perceptual.ts';

/** What the others do when one descriptor is moved: follow as they do in the data, or stay. */
export const OFFSET_MODES = ['natural', 'alone'] as const;
export type OffsetMode = (typeof OFFSET_MODES)[number];

/**
 * Turns what was asked of each descriptor into what each has to move.
 *
 * @param asked octaves; standard deviations for descriptors that are not on a logarithmic scale
 * @param mode one for each descriptor asked for
 * @param into displacement on each descriptor's perceptual scale, overwritten
 */
export type Offsets = (asked: ArrayLike<number>, mode: readonly OffsetMode[], into: Float64Array) => void;

/**
 * The regression of the others on the one that is moved: a descriptor a standard deviations away takes its neighbour with it by
 * correlation × a. Several moves add up.
 *
 * @param stats the seven scales, in the order of `DESCRIPTORS`
 */
export function createOffsets(
  stats: readonly DescriptorStats[],
  correlation: Correlation = TYPICAL_CORRELATION,
): Offsets {
  const count = DESCRIPTORS.length;
  return (asked, mode, into) => {
    into.fill(0);
    for (let d = 0; d < count; d++) {
      const offset = asked[d];
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
