import { NeurorackError } from '../contracts/errors.ts';
import { type Calibration, type CalibrationPoint, calibrate } from './calibration.ts';
import { JACKS, type Jack } from './jacks.ts';
import { createStabilityDetector, type Reading } from './stability-detector.ts';

/** A hundred readings a second are expected. */
const READING_SECONDS = 0.01;
/** A reading this far from the one before is a change that somebody has made: more than a step of a coarse converter, volts. */
const CHANGE_VOLTS = 0.03;
/** Readings after which a voltage that does not stand still is given up, 10 s at 100 a second. */
const PATIENCE = 1000;

/** What a jack reads, and what it waits for. */
export interface JackReading extends Reading {
  /** Since it last moved by more than its noise, s; null when it has not since it is watched. */
  readonly changedSeconds: number | null;
  /** Voltage of the point that is being taken; null while none is. */
  readonly measuring: number | null;
  /** Voltages of the points that were taken and wait for a second one. */
  readonly taken: readonly number[];
}

/** What came of measuring. */
export type CalibrationResult =
  | { readonly kind: 'taken'; readonly jack: Jack; readonly volts: number }
  | { readonly kind: 'calibrated'; readonly jack: Jack; readonly calibration: Calibration }
  | { readonly kind: 'refused'; readonly jack: Jack; readonly error: NeurorackError };

/** Calibrates jacks while the instrument plays: point by point, each taken once its voltage stands still. Main thread. */
export interface JackCalibrator {
  /** Asks for a point: from now on readings are awaited that stand still. Another point that was under way is forgotten. */
  measure(jack: Jack, volts: number): void;
  /** Forgets the points of a jack. */
  discard(jack: Jack): void;
  /**
   * Takes a reading of all jacks, uncalibrated volts; about a hundred a second.
   *
   * @returns what was reached by it
   */
  add(readings: ArrayLike<number>): CalibrationResult | undefined;
  /** Of each jack, in their order. */
  readonly jacks: readonly JackReading[];
}

const NOTHING: Reading = { mean: 0, noise: 0, isStable: false };

/** @param stepVolts one step of the converter, as volts at the jack; 0 where there is none */
export function createJackCalibrator(stepVolts: number): JackCalibrator {
  const stillness = JACKS.map(() => createStabilityDetector(stepVolts));
  const readings = JACKS.map(() => NOTHING);
  const points = JACKS.map((): CalibrationPoint[] => []);
  const before = JACKS.map(() => Number.NaN);
  /** Readings since each changed. */
  const since: (number | null)[] = JACKS.map(() => null);
  let asked: { jack: Jack; volts: number; waited: number } | undefined;

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
      asked = { jack, volts, waited: 0 };
      stillness[JACKS.indexOf(jack)].reset();
    },
    discard: (jack) => {
      points[JACKS.indexOf(jack)] = [];
      if (asked?.jack === jack) asked = undefined;
    },
    add: (now) => {
      for (const [at, one] of stillness.entries()) {
        readings[at] = one.add(now[at]);
        const hasChanged = Math.abs(now[at] - before[at]) > CHANGE_VOLTS;
        const count = since[at];
        if (hasChanged) since[at] = 0;
        else if (count !== null) since[at] = count + 1;
        before[at] = now[at];
      }
      if (asked === undefined) return undefined;
      const { jack, volts } = asked;
      const reading = readings[JACKS.indexOf(jack)];
      if (reading.isStable) {
        asked = undefined;
        return take(jack, { volts, reading: reading.mean });
      }
      if (asked.waited++ < PATIENCE) return undefined;
      asked = undefined;
      const message = `${jack} does not stand still: ${(1000 * reading.noise).toFixed(1)} mV of noise`;
      const remedy = 'look for a loose cable or a source that moves; the calibration is as it was';
      return { kind: 'refused', jack, error: new NeurorackError('bad-input', message, { remedy }) };
    },
    get jacks() {
      return readings.map((reading, at) => ({
        ...reading,
        changedSeconds: secondsOf(since[at]),
        measuring: asked?.jack === JACKS[at] ? asked.volts : null,
        taken: points[at].map(({ volts }) => volts),
      }));
    },
  };
}

const secondsOf = (count: number | null): number | null => (count === null ? null : count * READING_SECONDS);
