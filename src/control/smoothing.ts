/** Steps of a 12-bit converter over the range. */
const STEPS = 4096;
/** The value follows once a reading is further away than this many steps: noise of ±2 steps moves nothing. */
const BACKLASH_STEPS = 2.5;
/** A step arrives by 63 % within this time, and whole within five of it. */
const SLEW_US = 400;

/** A voltage freed of the converter's noise: a backlash, then a slew. */
export interface Smoothing {
  /** The smoothed voltage at `timeUs`; allocates nothing. */
  step(volts: number, timeUs: number): number;
}

/**
 * A value that stands still while readings stray by up to ±2 steps of the converter, reaches both ends of the range, and
 * follows a step within 2 ms.
 *
 * @param range the jack's, volts
 */
export function createSmoothing({ low, high }: { readonly low: number; readonly high: number }): Smoothing {
  const backlash = (BACKLASH_STEPS * (high - low)) / STEPS;
  /** The backlash keeps the value off the ends by its width: stretched back. */
  const stretch = (high - low) / (high - low - 2 * backlash);
  let held = Number.NaN;
  let value = 0;
  let beforeUs = 0;
  return {
    step: (volts, timeUs) => {
      if (!Number.isFinite(volts)) return value;
      const first = Number.isNaN(held);
      if (first) held = volts;
      else if (volts > held + backlash) held = volts - backlash;
      else if (volts < held - backlash) held = volts + backlash;
      const target = Math.min(Math.max(low + (held - low - backlash) * stretch, low), high);
      const share = first ? 1 : 1 - Math.exp(-Math.max(timeUs - beforeUs, 0) / SLEW_US);
      beforeUs = timeUs;
      value += share * (target - value);
      if (Math.abs(target - value) < 0.05 * backlash) value = target;
      return value;
    },
  };
}
