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
  /** Replaces the reading in `volts[at]` by the smoothed voltage at `timeUs`, within the range; a NaN reading changes nothing. Allocates nothing. */
  step(volts: Float64Array, at: number, timeUs: number): void;
}

/** Indices of the state: the voltage that is followed, the smoothed one and its time, and the sum of the readings at rest. */
const HELD = 0;
const VALUE = 1;
const BEFORE_US = 2;
const SUM = 3;

/**
 * Smooths by a backlash, then a slew: the value does not move while readings vary by up to ±2 converter steps, reaches both
 * ends of the range, and follows a step within 2 ms. A backlash alone would leave a note flat when it is reached from
 * below and sharp from above, by 9 cents: so a played step is taken as it is, and at rest the value moves to the mean.
 *
 * @param range voltage range of the jack
 */
export function createSmoothing(range: VoltRange): Smoothing {
  // An array: V8 allocates each number that a closure changes.
  const state = Float64Array.of(Number.NaN, 0, 0, 0);
  let resting = 0;

  function rest(reading: Float64Array, at: number): void {
    if (resting === READINGS_AT_REST) return;
    resting++;
    state[SUM] += reading[at];
    if (resting < READINGS_AT_REST) return;
    const mean = state[SUM] / READINGS_AT_REST;
    if (Math.abs(mean - state[HELD]) > CONVERTER_STEP_VOLTS) state[HELD] = mean;
  }

  return {
    step: (volts, at, timeUs) => {
      const reading = volts[at];
      if (Number.isFinite(reading)) {
        const isFirst = Number.isNaN(state[HELD]);
        const away = reading - state[HELD];
        if (isFirst || Math.abs(away) > BACKLASH + ROUNDING) {
          const isPlayed = isFirst || Math.abs(away) > PLAYED;
          state[HELD] = isPlayed ? reading : reading - Math.sign(away) * BACKLASH;
          resting = 0;
          state[SUM] = 0;
        } else rest(volts, at);
        const target = towardsEnds(state[HELD], range);
        const share = isFirst ? 1 : 1 - Math.exp(-Math.max(timeUs - state[BEFORE_US], 0) / SLEW_US);
        state[BEFORE_US] = timeUs;
        state[VALUE] += share * (target - state[VALUE]);
        if (Math.abs(target - state[VALUE]) < 0.05 * BACKLASH) state[VALUE] = target;
      }
      volts[at] = state[VALUE];
    },
  };
}

/** Keeps noise from holding a value off the ends: within the backlash of an end it is at the end; further in, it catches up. */
function towardsEnds(volts: number, { low, high }: VoltRange): number {
  if (volts - low < 3 * BACKLASH) return low + Math.max(1.5 * (volts - low - BACKLASH), 0);
  if (high - volts < 3 * BACKLASH) return high - Math.max(1.5 * (high - volts - BACKLASH), 0);
  return volts;
}
