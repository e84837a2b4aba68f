import type { AnalysisSettings } from '../../descriptors/descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../../descriptors/descriptor-set.ts';

const SECONDS = 20;

/** A tone that is there from its first sample on and stays: what a gate's or a voltage's way to the sink is timed with. */
export function benchTone(analysis: AnalysisSettings): DescriptorSet {
  const frames = Math.ceil((SECONDS * analysis.sampleRate) / analysis.hop);
  const still = (value: number, length = frames): Float32Array => new Float32Array(length).fill(value);
  return {
    name: 'bench tone',
    provenance: { source: 'made by the bench', licence: 'CC0-1.0' },
    analysis,
    frames,
    curves: {
      rms: still(0.2),
      zcr: still(0.02),
      rolloff: still(2500),
      flatness: still(0.001),
      bandwidth: still(1200),
      centroid: still(900),
      f0: still(220),
    },
    f0Confidence: still(0.9),
    level: still(0.2, frames * LEVELS_PER_FRAME),
  };
}
