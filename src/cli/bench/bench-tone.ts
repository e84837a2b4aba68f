import type { AnalysisSettings } from '../../descriptors/descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../../descriptors/descriptor-set.ts';

const SECONDS = 20;

/** A tone of constant level from its first sample on, for latency measurements. */
export function benchTone(analysis: AnalysisSettings): DescriptorSet {
  const frames = Math.ceil((SECONDS * analysis.sampleRate) / analysis.hop);
  const constant = (value: number, length = frames): Float32Array => new Float32Array(length).fill(value);
  return {
    name: 'bench tone',
    provenance: { source: 'made by the bench', licence: 'CC0-1.0' },
    analysis,
    frames,
    curves: {
      rms: constant(0.2),
      zcr: constant(0.02),
      rolloff: constant(2500),
      flatness: constant(0.001),
      bandwidth: constant(1200),
      centroid: constant(900),
      f0: constant(220),
    },
    f0Confidence: constant(0.9),
    level: constant(0.2, frames * LEVELS_PER_FRAME),
  };
}
