import { clamp } from '../numeric/clamp.ts';
/** The voltages that a jack takes, lowest and highest. */
export interface VoltRange {
  readonly low: number;
  readonly high: number;
}

/** Voltages that a jack may be set to take. */
export const CV_RANGES = {
  '0-5': { low: 0, high: 5 },
  '0-8': { low: 0, high: 8 },
  '0-10': { low: 0, high: 10 },
  '±5': { low: -5, high: 5 },
} as const;

export type CvRangeName = keyof typeof CV_RANGES;

export const CV_RANGE_NAMES: readonly CvRangeName[] = ['0-5', '0-8', '0-10', '±5'];

/** Volts as a share of the range: 0 ... 1, or -1 ... 1 for a range with two sides; beyond its ends it stays there. */
export function normalise(volts: number, { low, high }: VoltRange): number {
  const held = clamp(volts, low, high);
  return low < 0 ? held / high : (held - low) / (high - low);
}

/** Volts as a share of the way from the bottom of the range to its top, 0 ... 1. */
export function toUnipolar(volts: number, { low, high }: VoltRange): number {
  return (clamp(volts, low, high) - low) / (high - low);
}
