import { DESCRIPTORS, type DescriptorName } from '../descriptors/descriptor.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../descriptors/transform/perceptual.ts';
import { clamp } from '../numeric/clamp.ts';

/** Values at a bar's two ends, in natural units: the range of impact sounds. */
const ENDS: Readonly<Record<DescriptorName, readonly [number, number]>> = {
  rms: [0.001, 0.7],
  zcr: [0, 0.5],
  rolloff: [50, 20_000],
  flatness: [1e-5, 0.5],
  bandwidth: [50, 10_000],
  centroid: [50, 15_000],
  f0: [50, 5000],
};

/** Names of the seven descriptors on display, in the order of `DESCRIPTORS`. */
export const DESCRIPTOR_LABELS: Readonly<Record<DescriptorName, string>> = {
  rms: 'loudness',
  zcr: 'percussivity',
  rolloff: 'tone',
  flatness: 'noisiness',
  bandwidth: 'richness',
  centroid: 'brightness',
  f0: 'pitch',
};

/** Lengths of the seven bars on their perceptual scales, 0-1, in the order of `DESCRIPTORS`; 0 for an unknown value. */
export function descriptorBars(values: Readonly<Partial<Record<DescriptorName, number>>>): readonly number[] {
  return DESCRIPTORS.map((name) => {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) return 0;
    const [low, high] = ENDS[name].map((end) => toPerceptual(PERCEPTUAL_SCALES[name], end));
    const share = (toPerceptual(PERCEPTUAL_SCALES[name], value) - low) / (high - low);
    return clamp(share, 0, 1);
  });
}
