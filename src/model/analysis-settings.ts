import type { AnalysisSettings } from '../descriptors/descriptor.ts';
import type { Model } from './family.ts';

/** The settings by which sounds are analysed for a model. */
export function analysisOf({ manifest }: Pick<Model, 'manifest'>): AnalysisSettings {
  const { sampleRate, hop, analysis } = manifest;
  return { sampleRate, hop, ...analysis };
}
