/** Statistics of a voltage over the last readings. */
export interface Reading {
  /** Volts, uncalibrated. */
  readonly mean: number;
  /** Standard deviation, volts. */
  readonly noise: number;
  /** Whether there are enough readings and the voltage moves by no more than noise. */
  readonly isStable: boolean;
}

export interface StabilityDetector {
  /** Adds a reading, volts. */
  add(volts: number): Reading;
  /** Discards all readings. */
  reset(): void;
}

/** Number of readings averaged for a point: at 100 a second, two thirds of a second. */
export const WINDOW_READINGS = 64;
/** Noise and drift of a stable voltage are below these, whatever the converter's step, volts. */
const STABLE_NOISE = 0.005;
const STABLE_DRIFT = 0.003;
/** The same in converter steps: quantisation alone is noise, and half of the readings may fall on either side of a step. */
const STABLE_NOISE_STEPS = 1.5;
const STABLE_DRIFT_STEPS = 1;

/**
 * Detects when a voltage is stable.
 *
 * @param stepVolts one step of the converter in volts at the jack; 0 without a converter
 */
export function createStabilityDetector(stepVolts: number): StabilityDetector {
  const kept: number[] = [];
  const maxNoise = Math.max(STABLE_NOISE, STABLE_NOISE_STEPS * stepVolts);
  const maxDrift = Math.max(STABLE_DRIFT, STABLE_DRIFT_STEPS * stepVolts);
  return {
    add: (volts) => {
      if (kept.length === WINDOW_READINGS) kept.shift();
      kept.push(volts);
      const mean = meanOf(kept);
      const noise = Math.sqrt(meanOf(kept.map((one) => (one - mean) ** 2)));
      const half = kept.length >> 1;
      const drift = Math.abs(meanOf(kept.slice(half)) - meanOf(kept.slice(0, half)));
      return { mean, noise, isStable: kept.length === WINDOW_READINGS && noise <= maxNoise && drift <= maxDrift };
    },
    reset: () => {
      kept.length = 0;
    },
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
