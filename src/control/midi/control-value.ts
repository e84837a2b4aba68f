import { clamp } from '../../numeric/clamp.ts';
import { CV_RANGES, type CvRangeName } from '../cv-range.ts';
import { DESTINATION_RANGES } from '../destination.ts';
import type { ControlCurve, ControlTarget, MidiControl } from './midi-mapping.ts';

/** Share of the way, by the share of a controller's range. Exponential and logarithmic mirror each other; all meet at 0 and 1. */
const CURVES: Readonly<Record<ControlCurve, (share: number) => number>> = {
  linear: (share) => share,
  exponential: (share) => share ** 3,
  logarithmic: (share) => 1 - (1 - share) ** 3,
  s: (share) => share * share * (3 - 2 * share),
};

interface TargetRange {
  readonly min: number;
  readonly max: number;
  /** Where a controller begins and ends whose mapping names no other values. */
  readonly from: number;
  readonly to: number;
}

/** The share of a controller's range, 0 to 1, of a value of 0 to 127: 64 is its middle. */
export const controlShare = (value: number): number => (value <= 64 ? value / 128 : 0.5 + (value - 64) / 126);

/**
 * The value of a controller's target, in the target's unit and within its range. The way of a base with an exponential taper is
 * exponential too.
 *
 * @param share of the controller's range, 0 to 1
 * @param range of the target, see `targetRange`
 */
export function controlValue(control: Omit<MidiControl, 'source'>, share: number, range: TargetRange): number {
  const { target, curve, sign } = control;
  const min = clamp(control.min ?? range.from, range.min, range.max);
  const max = clamp(control.max ?? range.to, range.min, range.max);
  const way = CURVES[curve](sign < 0 ? 1 - share : share);
  const isExponential = target.kind === 'base' && DESTINATION_RANGES[target.destination].taper === 'exponential';
  return isExponential ? min * (max / min) ** way : min + way * (max - min);
}

/**
 * Bounds of a target's value: the range of a base; of what is added to one, as much as moves it through its range; of a jack, its volts.
 * Without other values, a controller moves a destination from its neutral value to the ends of its range.
 */
export function targetRange(target: ControlTarget, cvRange: CvRangeName | undefined): TargetRange {
  if (target.kind === 'cv') {
    const { low, high } = CV_RANGES[cvRange ?? '0-5'];
    return { min: low, max: high, from: low, to: high };
  }
  const { min, max, default: neutral } = DESTINATION_RANGES[target.destination];
  if (target.kind === 'base') return { min, max, from: min, to: max };
  return { min: min - max, max: max - min, from: min - neutral, to: max - neutral };
}
