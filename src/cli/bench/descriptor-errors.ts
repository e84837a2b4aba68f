import { analyse } from '../../descriptors/analysis/analyse.ts';
import type { AnalysisSettings, DescriptorName } from '../../descriptors/descriptor.ts';
import { type DescriptorStats, normalise } from '../../descriptors/transform/perceptual.ts';

/** Frames more than 60 dB below the loudest one are inaudible and ignored. */
const SILENT = 1e-3;
/** Confidence of the reference's f0 from which pitch is compared. */
const PITCHED = 0.5;

/** Mean difference of each descriptor, in standard deviations of the training sounds; null without comparable frames. */
export type DescriptorErrors = Readonly<Record<DescriptorName, number | null>>;

/** Compares the descriptors of a sound with the reference's, both analysed with `settings`, over the audible frames of the reference. */
export function descriptorErrors(
  reference: Float32Array,
  sound: Float32Array,
  { settings, stats }: { readonly settings: AnalysisSettings; readonly stats: readonly DescriptorStats[] },
): DescriptorErrors {
  const [expected, actual] = [analyse(reference, settings), analyse(sound, settings)];
  const loudest = expected.curves.rms.reduce((most, value) => Math.max(most, value), 0);
  const frames = Array.from({ length: Math.min(expected.frames, actual.frames) }, (_, k) => k);
  const audible = frames.filter((k) => expected.curves.rms[k] > SILENT * loudest);
  const pitched = audible.filter((k) => expected.f0Confidence[k] >= PITCHED);
  const errors = stats.map((one) => {
    const [is, was] = [actual.curves[one.name], expected.curves[one.name]];
    const where = one.name === 'f0' ? pitched : audible;
    const sum = where.reduce((total, k) => total + Math.abs(normalise(one, is[k]) - normalise(one, was[k])), 0);
    return [one.name, where.length === 0 ? null : sum / where.length] as const;
  });
  return Object.fromEntries(errors) as Record<DescriptorName, number | null>;
}
