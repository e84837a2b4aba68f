import type { VoltRange } from './cv-range.ts';

/** One step of the coarsest converter in use, volts: an ADS1015 at its full scale of ±6.144 V (its data sheet). */
export const CONVERTER_STEP_VOLTS = 0.003;
/** The value follows a reading that is further away than this, volts: noise of ±2 steps moves nothing. */
const BACKLASH = 2.5 * CONVERTER_STEP_VOLTS;
/** A smaller excess over the backlash is rounding and moves nothing, volts. */
const ROUNDING = 1e-9;
/** A reading further away than this is a played step, volts; less than a semitone at 1 V an octave. */
const PLAYED = 16 * CONVERTER_STEP_VOLTS;
/** After this many readings at rest the value moves to their mean, if that is more than one converter step away. */
const READINGS_AT_REST = 16;
/** Time constant of a step, µs: 63 % after it, complete after five of it. */
const SLEW_US = 400;

/** Removes the converter's noise from a voltage. */
export interface Smoothing {
  /** Returns the smoothed voltage at `timeUs`, within the range; a NaN reading changes nothing. Allocates nothing. */
  step(volts: number, timeUs: number): number;
}

/**
 * Smooths by a backlash, then a slew: the value does not move while readings vary by up to ±2 converter steps, reaches both
 * ends of the range, and follows a step within 2 ms. A backlash alone would leave a note flat when it is reached from
 * below and sharp from above, by 9 cents: so a played step is taken as it is, and at rest the value moves to the mean.
 *
 * @param range voltage range of the jack
 */
export function createSmoothing(range: VoltRange): Smoothing {
  let held = Number.NaN;
  let value = 0;
  let beforeUs = 0;
  let resting = 0;
  let sum = 0;

  function hold(volts: number): void {
    held = volts;
    resting = 0;
    sum = 0;
  }

  function rest(volts: number): void {
    if (resting === READINGS_AT_REST) return;
    resting++;
    sum += volts;
    if (resting < READINGS_AT_REST) return;
    const mean = sum / READINGS_AT_REST;
    if (Math.abs(mean - held) > CONVERTER_STEP_VOLTS) held = mean;
  }

  return {
    step: (volts, timeUs) => {
      if (!Number.isFinite(volts)) return value;
      const isFirst = Number.isNaN(held);
      const away = volts - held;
      if (isFirst || Math.abs(away) > PLAYED) hold(volts);
      else if (Math.abs(away) > BACKLASH + ROUNDING) hold(volts - Math.sign(away) * BACKLASH);
      else rest(volts);
      const target = towardsEnds(held, range);
      const share = isFirst ? 1 : 1 - Math.exp(-Math.max(timeUs - beforeUs, 0) / SLEW_US);
      beforeUs = timeUs;
      value += share * (target - value);
      if (Math.abs(target - value) < 0.05 * BACKLASH) value = target;
      return value;
    },
  };
}

/** Keeps noise from holding a value off the ends: within the backlash of an end it is at the end; further in, it catches up. */
function towardsEnds(volts: number, { low, high }: VoltRange): number {
  if (volts - low < 3 * BACKLASH) return low + Math.max(1.5 * (volts - low - BACKLASH), 0);
  if (high - volts < 3 * BACKLASH) return high - Math.max(1.5 * (high - volts - BACKLASH), 0);
  return volts;
}
