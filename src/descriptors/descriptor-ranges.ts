import type { DescriptorName } from './descriptor.ts';

/** Lowest and highest value of a descriptor, natural units. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

const NYQUIST_HZ = 22_050;

/**
 * What a descriptor may be: a full-scale square wave has an RMS of 1, no spectrum reaches past Nyquist. f0 has room on both
 * sides of what `yin` measures (50-5000 Hz), for drawn curves and for pitch CVs.
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

/** Values of the level lane: linear RMS. */
export const LEVEL_RANGE: ValueRange = { min: 0, max: 1 };

/** f0 confidence: 0 unvoiced, 1 clearly periodic. */
export const CONFIDENCE_RANGE: ValueRange = { min: 0, max: 1 };

/** A mode's frequency, its share of the energy, and a band's share in dB: what `measureTimbre` gives. */
export const MODE_HZ_RANGE: ValueRange = { min: 20, max: NYQUIST_HZ };
export const MODE_SHARE_RANGE: ValueRange = { min: 0, max: 1 };
export const COLOUR_DB_RANGE: ValueRange = { min: -60, max: 0 };

/** `value` brought into the range; what is no number becomes the lowest. */
export function clampTo({ min: low, max: high }: ValueRange, value: number): number {
  return value >= low ? Math.min(value, high) : low;
}
