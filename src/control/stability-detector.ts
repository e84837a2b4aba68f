/** What a voltage did over the last readings. */
export interface Reading {
  /** Volts, as read. */
  readonly mean: number;
  /** Standard deviation, volts. */
  readonly noise: number;
  /** Whether there are enough readings and nothing moves but noise. */
  readonly isStable: boolean;
}

export interface StabilityDetector {
  /** Takes one more reading, volts. */
  add(volts: number): Reading;
  /** Forgets what was read. */
  reset(): void;
}

/** Readings that a point is the mean of: at 100 a second, two thirds of a second. */
export const WINDOW_READINGS = 64;
/** Noise and drift below these are a voltage that stands still, whatever the converter's step, volts. */
const STILL_NOISE = 0.005;
const STILL_DRIFT = 0.003;
/** In steps of the converter: quantisation alone is noise, and half of the readings may fall on either side of a step. */
const STILL_NOISE_STEPS = 1.5;
const STILL_DRIFT_STEPS = 1;

/**
 * Says when a voltage stands still.
 *
 * @param stepVolts one step of the converter, as volts at the jack; 0 where there is none
 */
export function createStabilityDetector(stepVolts: number): StabilityDetector {
  const kept: number[] = [];
  const mostNoise = Math.max(STILL_NOISE, STILL_NOISE_STEPS * stepVolts);
  const mostDrift = Math.max(STILL_DRIFT, STILL_DRIFT_STEPS * stepVolts);
  return {
    add: (volts) => {
      if (kept.length === WINDOW_READINGS) kept.shift();
      kept.push(volts);
      const mean = meanOf(kept);
      const noise = Math.sqrt(meanOf(kept.map((one) => (one - mean) ** 2)));
      const half = kept.length >> 1;
      const drift = Math.abs(meanOf(kept.slice(half)) - meanOf(kept.slice(0, half)));
      return { mean, noise, isStable: kept.length === WINDOW_READINGS && noise <= mostNoise && drift <= mostDrift };
    },
    reset: () => {
      kept.length = 0;
    },
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
