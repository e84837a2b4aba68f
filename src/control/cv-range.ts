import { clamp } from '../numeric/clamp.ts';
/** Lowest and highest voltage of a range. */
export interface VoltRange {
  readonly low: number;
  readonly high: number;
}

/** The voltage ranges that a jack can be set to. */
export const CV_RANGES = {
  '0-5': { low: 0, high: 5 },
  '0-8': { low: 0, high: 8 },
  '0-10': { low: 0, high: 10 },
  '±5': { low: -5, high: 5 },
} as const;

export type CvRangeName = keyof typeof CV_RANGES;

export const CV_RANGE_NAMES: readonly CvRangeName[] = ['0-5', '0-8', '0-10', '±5'];

/** Returns volts as a share of the range: 0 ... 1, or -1 ... 1 for a bipolar range. Voltages beyond its ends are clamped. */
export function normalise(volts: number, { low, high }: VoltRange): number {
  const clamped = clamp(volts, low, high);
  return low < 0 ? clamped / high : (clamped - low) / (high - low);
}

/** Returns the position of a voltage between the bottom of the range and its top, 0 ... 1. */
export function toUnipolar(volts: number, { low, high }: VoltRange): number {
  return (clamp(volts, low, high) - low) / (high - low);
}
