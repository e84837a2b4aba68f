import { type AnalysisSettings, DEFAULT_ANALYSIS, DESCRIPTORS } from '../descriptors/descriptor.ts';
import { type DescriptorStats, PERCEPTUAL_SCALES } from '../descriptors/transform/perceptual.ts';
import { analysisOf } from '../model/analysis-settings.ts';
import type { Model } from '../model/family.ts';
import { timingOf } from '../model/timing.ts';

/** The part of a model that the main thread reads. */
export interface ModelFacts {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  readonly analysis: AnalysisSettings;
  readonly stats: readonly DescriptorStats[];
}

/** The facts where there is no model: panel and display work, and the start-up sound plays. */
export const NO_MODEL: ModelFacts = {
  sampleRate: DEFAULT_ANALYSIS.sampleRate,
  latencyFrames: 0,
  analysis: DEFAULT_ANALYSIS,
  stats: DESCRIPTORS.map((name) => ({ name, ...PERCEPTUAL_SCALES[name], mean: 0, std: 1 })),
};

export function factsOf(model: Model): ModelFacts {
  const { sampleRate } = timingOf(model);
  const { latencyFrames, manifest } = model;
  return { sampleRate, latencyFrames, analysis: analysisOf(model), stats: manifest.descriptors };
}
