import type { DescriptorName } from './descriptor.ts';

/** Lowest and highest value of a descriptor, natural units. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const NYQUIST_HZ = 22_050;

/**
 * What a descriptor may be: a full-scale square wave has an RMS of 1, no spectrum reaches past Nyquist. f0 has room on both
 * sides of what `yin` measures (50-5000 Hz), for drawn curves and for pitch CVs.
 */
export const LEGAL: Readonly<Record<DescriptorName, Range>> = {
  rms: { low: 0, high: 1 },
  zcr: { low: 0, high: 1 },
  rolloff: { low: 0, high: NYQUIST_HZ },
  flatness: { low: 0, high: 1 },
  bandwidth: { low: 0, high: NYQUIST_HZ },
  centroid: { low: 0, high: NYQUIST_HZ },
  f0: { low: 20, high: NYQUIST_HZ },
};

/** Values of the level lane: linear RMS. */
export const LEGAL_LEVEL: Range = { low: 0, high: 1 };

/** f0 confidence: 0 unvoiced, 1 clearly periodic. */
export const LEGAL_CONFIDENCE: Range = { low: 0, high: 1 };

/** A mode's frequency, its share of the energy, and a band's share in dB: what `measureTimbre` gives. */
export const LEGAL_MODE_HZ: Range = { low: 20, high: NYQUIST_HZ };
export const LEGAL_SHARE: Range = { low: 0, high: 1 };
export const LEGAL_COLOUR_DB: Range = { low: -60, high: 0 };

/** `value` brought into the range; what is no number becomes the lowest. */
export function clampTo({ low, high }: Range, value: number): number {
  return value >= low ? Math.min(value, high) : low;
}
