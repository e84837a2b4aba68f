import { analyse } from '../../descriptors/analysis/analyse.ts';
import type { AnalysisSettings, DescriptorName } from '../../descriptors/descriptor.ts';
import { type DescriptorStats, normalise } from '../../descriptors/transform/perceptual.ts';

/** Frames more than 60 dB below the loudest one are not heard, and say little of either sound. */
const SILENT = 1e-3;
/** A pitch is compared where the reference has one. */
const PITCHED = 0.5;

/** Of each descriptor the mean difference, in standard deviations of the training sounds; null where there is nothing to compare. */
export type DescriptorErrors = Readonly<Record<DescriptorName, number | null>>;

/** How far a sound's descriptors are from the reference's, both analysed with `settings`, over the frames in which the reference is heard. */
export function descriptorErrors(
  reference: Float32Array,
  sound: Float32Array,
  { settings, stats }: { readonly settings: AnalysisSettings; readonly stats: readonly DescriptorStats[] },
): DescriptorErrors {
  const [asked, made] = [analyse(reference, settings), analyse(sound, settings)];
  const loudest = asked.curves.rms.reduce((most, value) => Math.max(most, value), 0);
  const frames = Array.from({ length: Math.min(asked.frames, made.frames) }, (_, k) => k);
  const heard = frames.filter((k) => asked.curves.rms[k] > SILENT * loudest);
  const pitched = heard.filter((k) => asked.f0Confidence[k] >= PITCHED);
  const errors = stats.map((one) => {
    const [is, was] = [made.curves[one.name], asked.curves[one.name]];
    const where = one.name === 'f0' ? pitched : heard;
    const sum = where.reduce((total, k) => total + Math.abs(normalise(one, is[k]) - normalise(one, was[k])), 0);
    return [one.name, where.length === 0 ? null : sum / where.length] as const;
  });
  return Object.fromEntries(errors) as Record<DescriptorName, number | null>;
}
