import type { DescriptorName } from './descriptor.ts';

/** Smallest and largest allowed value, natural units. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

const NYQUIST_HZ = 22_050;

/**
 * The allowed range of each descriptor: a full-scale square wave has an RMS of 1, no spectrum reaches past Nyquist. The range
 * of f0 is wider on both sides than that of `yin` (50-5000 Hz), to leave room for drawn curves and pitch CVs.
 */
export const DESCRIPTOR_RANGES: Readonly<Record<DescriptorName, ValueRange>> = {
  rms: { min: 0, max: 1 },
  zcr: { min: 0, max: 1 },
  rolloff: { min: 0, max: NYQUIST_HZ },
  flatness: { min: 0, max: 1 },
  bandwidth: { min: 0, max: NYQUIST_HZ },
  centroid: { min: 0, max: NYQUIST_HZ },
  f0: { min: 20, max: NYQUIST_HZ },
};

/** Level lane: linear RMS. */
export const LEVEL_RANGE: ValueRange = { min: 0, max: 1 };

/** f0 confidence: 0 unvoiced, 1 clearly periodic. */
export const CONFIDENCE_RANGE: ValueRange = { min: 0, max: 1 };

/** Results of `measureTimbre`: a mode's frequency, its share of the energy, and a band's share in dB. */
export const MODE_HZ_RANGE: ValueRange = { min: 20, max: NYQUIST_HZ };
export const MODE_SHARE_RANGE: ValueRange = { min: 0, max: 1 };
/** A track's amplitude over the held level: up to 16.9 dB. */
export const TRACK_RATIO_RANGE: ValueRange = { min: 0, max: 7 };
export const COLOUR_DB_RANGE: ValueRange = { min: -60, max: 0 };

/** A share or position. */
export const UNIT_RANGE: ValueRange = { min: 0, max: 1 };

/** Clamps `value` to the range; NaN becomes the minimum. */
export function clampTo({ min: low, max: high }: ValueRange, value: number): number {
  return value >= low ? Math.min(value, high) : low;
}
