import type { AnalysisSettings, DescriptorName } from './descriptor.ts';
import type { Timbre } from './timbre/timbre.ts';

/** Level-lane values per frame: one every 32 samples at a hop of 256. */
export const LEVELS_PER_FRAME = 8;

/** A sound as descriptor curves in natural units; independent of any model. */
export interface DescriptorSet {
  readonly name: string;
  readonly provenance: { readonly source: string; readonly author?: string; readonly licence: string };
  readonly analysis: AnalysisSettings;
  readonly frames: number;
  /** One value per frame: linear RMS, zero crossings per sample, Hz, flatness 0-1. */
  readonly curves: Readonly<Record<DescriptorName, Float32Array>>;
  /** 0 (unvoiced) to 1 (clearly periodic), one value per frame. */
  readonly f0Confidence: Float32Array;
  /** Level lane: linear RMS of 32 samples, held for 512; `8 * frames` values. */
  readonly level: Float32Array;
  /** The sound's own partials and colour. A drawn set has none and plays with the mean timbre. */
  readonly timbre?: Timbre;
}
