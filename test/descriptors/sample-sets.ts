import { DEFAULT_ANALYSIS, type DescriptorName } from '../../src/descriptors/descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../../src/descriptors/descriptor-set.ts';
import type { DescriptorStats } from '../../src/descriptors/transform/perceptual.ts';
import { PERCEPTUAL_SCALES } from '../../src/descriptors/transform/perceptual.ts';

/** Realistic statistics, as in a model's manifest. */
export const STATS: readonly DescriptorStats[] = [
  { name: 'rms', ...PERCEPTUAL_SCALES.rms, mean: -4, std: 2 },
  { name: 'zcr', ...PERCEPTUAL_SCALES.zcr, mean: 0.06, std: 0.09 },
  { name: 'rolloff', ...PERCEPTUAL_SCALES.rolloff, mean: 10.1, std: 2.5 },
  { name: 'flatness', ...PERCEPTUAL_SCALES.flatness, mean: -9.5, std: 3.6 },
  { name: 'bandwidth', ...PERCEPTUAL_SCALES.bandwidth, mean: 11, std: 1 },
  { name: 'centroid', ...PERCEPTUAL_SCALES.centroid, mean: 10, std: 1.8 },
  { name: 'f0', ...PERCEPTUAL_SCALES.f0, mean: 7.3, std: 1.6 },
];

export interface Impact {
  readonly name?: string;
  readonly frames?: number;
  /** Level-lane position (32 samples each) of the attack's start and of its peak. */
  readonly onset?: number;
  readonly peak?: number;
  /** Linear RMS at the peak, and the decay after it in octaves per frame. */
  readonly loudness?: number;
  readonly decay?: number;
  /** Constant values of the other descriptors. */
  readonly colour?: Partial<Record<Exclude<DescriptorName, 'rms'>, number>>;
}

/** A synthetic hit: silence, a linear rise, an exponential decay; the other descriptors are constant. */
export function impactSet(options: Impact = {}): DescriptorSet {
  const { name = 'hit', frames = 120, onset = 40, peak = 48, loudness = 0.4, decay = 0.05, colour = {} } = options;
  const level = Float32Array.from({ length: frames * LEVELS_PER_FRAME }, (_, i) => {
    if (i < onset) return 0;
    if (i < peak) return (loudness * (i - onset + 1)) / (peak - onset + 1);
    return loudness * 2 ** ((-decay * (i - peak)) / LEVELS_PER_FRAME);
  });
  const rms = Float32Array.from({ length: frames }, (_, k) => {
    const around = level.subarray(Math.max(0, k * LEVELS_PER_FRAME - 8), k * LEVELS_PER_FRAME + 8);
    return Math.sqrt(around.reduce((sum, value) => sum + value * value, 0) / 16);
  });
  const still = (value: number): Float32Array => new Float32Array(frames).fill(value);
  return {
    name,
    provenance: { source: 'made up', licence: 'CC0' },
    analysis: DEFAULT_ANALYSIS,
    frames,
    curves: {
      rms,
      zcr: still(colour.zcr ?? 0.05),
      rolloff: still(colour.rolloff ?? 3000),
      flatness: still(colour.flatness ?? 0.01),
      bandwidth: still(colour.bandwidth ?? 1500),
      centroid: still(colour.centroid ?? 1200),
      f0: still(colour.f0 ?? 110),
    },
    f0Confidence: still(0.9),
    level,
  };
}
