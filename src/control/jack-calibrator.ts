import { NeurorackError } from '../contracts/errors.ts';
import { type Calibration, type CalibrationPoint, calibrate } from './calibration.ts';
import { JACKS, type Jack } from './jacks.ts';
import { createStabilityDetector, type Reading } from './stability-detector.ts';

/** Interval of the readings, s. */
const READING_SECONDS = 0.01;
/** A larger difference between two readings is a change of the input, volts; it exceeds one step of a coarse converter. */
const CHANGE_VOLTS = 0.03;
/** Number of readings after which a measurement of an unstable voltage is given up: 10 s at 100 a second. */
const MAX_READINGS = 1000;

/** Reading and calibration progress of a jack. */
export interface JackReading extends Reading {
  /** Time since the voltage last changed by more than its noise, s; null when it has not changed since the start. */
  readonly changedSeconds: number | null;
  /** Voltage of the point being measured; null while there is none. */
  readonly measuring: number | null;
  /** Voltages of the points measured so far; a second point completes the calibration. */
  readonly taken: readonly number[];
}

/** Result of a measurement. */
export type CalibrationResult =
  | { readonly kind: 'taken'; readonly jack: Jack; readonly volts: number }
  | { readonly kind: 'calibrated'; readonly jack: Jack; readonly calibration: Calibration }
  | { readonly kind: 'refused'; readonly jack: Jack; readonly error: NeurorackError };

/** Calibrates jacks while the instrument plays: point by point, each taken once its voltage is stable. Main thread. */
export interface JackCalibrator {
  /** Starts measuring a point: it is taken at the next stable reading. Replaces a measurement that is under way. */
  measure(jack: Jack, volts: number): void;
  /** Discards the points of a jack. */
  discard(jack: Jack): void;
  /**
   * Adds a reading of all jacks, uncalibrated volts; call about a hundred times a second.
   *
   * @returns the result of the measurement that this reading completed, if any
   */
  add(readings: ArrayLike<number>): CalibrationResult | undefined;
  /** Reading and progress of each jack, in the order of the jacks. */
  readonly jacks: readonly JackReading[];
}

const NO_READING: Reading = { mean: 0, noise: 0, isStable: false };

/** @param stepVolts one step of the converter in volts at the jack; 0 without a converter */
export function createJackCalibrator(stepVolts: number): JackCalibrator {
  const detectors = JACKS.map(() => createStabilityDetector(stepVolts));
  const readings = JACKS.map(() => NO_READING);
  const points = JACKS.map((): CalibrationPoint[] => []);
  const previous = JACKS.map(() => Number.NaN);
  /** Number of readings since each jack changed. */
  const since: (number | null)[] = JACKS.map(() => null);
  let pending: { jack: Jack; volts: number; readings: number } | undefined;

  function take(jack: Jack, point: CalibrationPoint): CalibrationResult {
    const at = JACKS.indexOf(jack);
    const other = points[at].find(({ volts }) => volts !== point.volts);
    points[at] = other === undefined ? [point] : [other, point];
    if (other === undefined) return { kind: 'taken', jack, volts: point.volts };
    points[at] = [];
    try {
      return { kind: 'calibrated', jack, calibration: calibrate(jack, [other, point]) };
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      return { kind: 'refused', jack, error };
    }
  }

  return {
    measure: (jack, volts) => {
      pending = { jack, volts, readings: 0 };
      detectors[JACKS.indexOf(jack)].reset();
    },
    discard: (jack) => {
      points[JACKS.indexOf(jack)] = [];
      if (pending?.jack === jack) pending = undefined;
    },
    add: (now) => {
      for (const [at, one] of detectors.entries()) {
        readings[at] = one.add(now[at]);
        const hasChanged = Math.abs(now[at] - previous[at]) > CHANGE_VOLTS;
        const count = since[at];
        if (hasChanged) since[at] = 0;
        else if (count !== null) since[at] = count + 1;
        previous[at] = now[at];
      }
      if (pending === undefined) return undefined;
      const { jack, volts } = pending;
      const reading = readings[JACKS.indexOf(jack)];
      if (reading.isStable) {
        pending = undefined;
        return take(jack, { volts, reading: reading.mean });
      }
      if (pending.readings++ < MAX_READINGS) return undefined;
      pending = undefined;
      const message = `${jack} is not stable: ${(1000 * reading.noise).toFixed(1)} mV of noise`;
      const remedy = 'look for a loose cable or a varying source; the calibration is unchanged';
      return { kind: 'refused', jack, error: new NeurorackError('bad-input', message, { remedy }) };
    },
    get jacks() {
      return readings.map((reading, at) => ({
        ...reading,
        changedSeconds: secondsOf(since[at]),
        measuring: pending?.jack === JACKS[at] ? pending.volts : null,
        taken: points[at].map(({ volts }) => volts),
      }));
    },
  };
}

const secondsOf = (count: number | null): number | null => (count === null ? null : count * READING_SECONDS);
