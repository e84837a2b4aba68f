import type { AnalysisSettings, DescriptorName } from './descriptor.ts';
import type { Timbre } from './timbre/timbre.ts';

/** Level-lane values a frame: one every 32 samples at a hop of 256. */
export const LEVELS_PER_FRAME = 8;

/** A sound as curves: independent of any model, in natural units. */
export interface DescriptorSet {
  readonly name: string;
  readonly provenance: { readonly source: string; readonly author?: string; readonly licence: string };
  readonly analysis: AnalysisSettings;
  readonly frames: number;
  /** One value a frame: linear RMS, zcr per sample, Hz, flatness 0-1. */
  readonly curves: Readonly<Record<DescriptorName, Float32Array>>;
  /** 0 (unvoiced) to 1 (clearly periodic), one value a frame. */
  readonly f0Confidence: Float32Array;
  /** Level lane: linear RMS of 32 samples, held for 512; `8 * frames` values. */
  readonly level: Float32Array;
  /** Its own partials and colour; a set drawn by hand has none and plays with the mean timbre. */
  readonly timbre?: Timbre;
}
