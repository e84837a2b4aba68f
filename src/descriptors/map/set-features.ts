import { DESCRIPTORS } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { type DescriptorStats, normalise } from '../transform/perceptual.ts';

/** Number of frames at which sets are compared; closer together at the beginning, where hits differ most. */
const POINTS = 12;

/**
 * The feature vector for comparing sets: the seven curves at 12 frames, in standard deviations of the model's data, and the
 * duration in octaves of a second, weighted like one curve. 85 numbers.
 */
export function setFeatures(set: DescriptorSet, stats: readonly DescriptorStats[]): number[] {
  const features = DESCRIPTORS.flatMap((name) => {
    const scale = stats.find((each) => each.name === name);
    const curve = set.curves[name];
    return Array.from({ length: POINTS }, (_, i) => {
      const k = Math.round((i / (POINTS - 1)) ** 2 * (set.frames - 1));
      return scale === undefined ? 0 : normalise(scale, curve[k] ?? 0);
    });
  });
  const seconds = (set.frames * set.analysis.hop) / set.analysis.sampleRate;
  return [...features, Math.sqrt(POINTS) * Math.log2(seconds)];
}
