import type { AnalysisSettings } from '../descriptors/descriptor.ts';
import type { Model } from './family.ts';
import { timingOf } from './timing.ts';

/** The settings by which sounds are analysed for a model. */
export function analysisOf(model: Pick<Model, 'manifest' | 'timing'>): AnalysisSettings {
  return { ...timingOf(model), ...model.manifest.analysis };
}
