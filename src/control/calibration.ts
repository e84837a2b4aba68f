import { NeurorackError } from '../contracts/errors.ts';
import type { Jack } from './jacks.ts';

/** Correction of a reading to the volts at the jack: `slope * reading + offset`. */
export interface Calibration {
  readonly slope: number;
  /** Volts. */
  readonly offset: number;
}

/** An applied voltage, and its reading before calibration. */
export interface CalibrationPoint {
  readonly volts: number;
  readonly reading: number;
}

/** The calibration that leaves readings unchanged. */
export const UNCALIBRATED: Calibration = { slope: 1, offset: 0 };

/** Returns the volts at the jack for a reading. */
export function applyCalibration(reading: number, { slope, offset }: Calibration): number {
  return slope * reading + offset;
}

/** Default calibration voltages: no cable, and a voltage that most references and keyboards can supply. */
export const CALIBRATION_VOLTS: readonly [number, number] = [0, 5];

/** Largest errors of a converter and its resistors; a larger one means a wrong voltage or a wrong jack. */
const MAX_SLOPE_ERROR = 0.2;
const MAX_OFFSET_VOLTS = 0.5;
/** Smallest distance of two points, volts; closer readings are taken for the same voltage. */
const MIN_DISTANCE_VOLTS = 0.5;

/**
 * Computes slope and offset from two points in any order.
 *
 * @param jack named in the error message
 * @throws NeurorackError 'bad-input' with the reason when the readings do not fit the voltages
 */
export function calibrate(jack: Jack, points: readonly [CalibrationPoint, CalibrationPoint]): Calibration {
  const [low, high] = points[0].volts <= points[1].volts ? points : [points[1], points[0]];
  const refuse = (why: string): never => {
    throw new NeurorackError('bad-input', `${jack}: ${why}`, {
      remedy: `apply ${low.volts} V, then ${high.volts} V, to this jack and measure again; the calibration is unchanged`,
    });
  };
  const volts = (reading: number): string => `${reading.toFixed(2)} V`;
  if (!Number.isFinite(low.reading) || !Number.isFinite(high.reading)) return refuse('the converter gave no reading');
  if (high.volts - low.volts < MIN_DISTANCE_VOLTS) return refuse(`the points are closer than ${MIN_DISTANCE_VOLTS} V`);
  if (Math.abs(high.reading - low.reading) < MIN_DISTANCE_VOLTS) {
    return refuse(`both points read about ${volts(low.reading)}: is the voltage at this jack?`);
  }
  if (high.reading < low.reading) {
    return refuse(
      `${high.volts} V reads ${volts(high.reading)}, less than ${low.volts} V (${volts(low.reading)}): points swapped?`,
    );
  }
  const slope = (high.volts - low.volts) / (high.reading - low.reading);
  const offset = low.volts - slope * low.reading;
  if (Math.abs(slope - 1) > MAX_SLOPE_ERROR) {
    const error = Math.round(100 * (slope - 1));
    return refuse(`the slope would be ${error} % off, more than ${100 * MAX_SLOPE_ERROR} %`);
  }
  if (Math.abs(offset) > MAX_OFFSET_VOLTS)
    return refuse(`the offset would be ${volts(offset)}, more than ${MAX_OFFSET_VOLTS} V`);
  return { slope, offset };
}
