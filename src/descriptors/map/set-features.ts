import { DESCRIPTORS } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { type DescriptorStats, normalise } from '../transform/perceptual.ts';

/** Places along a sound that it is compared at; they are closer together at its beginning, where hits differ most. */
const PLACES = 12;

/**
 * What a set is compared by: its seven curves at 12 places along it, in standard deviations of the model's data, and how long it
 * is in octaves of a second, counted as much as one curve. 85 numbers.
 */
export function setFeatures(set: DescriptorSet, stats: readonly DescriptorStats[]): number[] {
  const features = DESCRIPTORS.flatMap((name) => {
    const scale = stats.find((one) => one.name === name);
    const curve = set.curves[name];
    return Array.from({ length: PLACES }, (_, i) => {
      const k = Math.round((i / (PLACES - 1)) ** 2 * (set.frames - 1));
      return scale === undefined ? 0 : normalise(scale, curve[k] ?? 0);
    });
  });
  const seconds = (set.frames * set.analysis.hop) / set.analysis.sampleRate;
  return [...features, Math.sqrt(PLACES) * Math.log2(seconds)];
}
