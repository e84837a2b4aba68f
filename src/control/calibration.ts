import { NeurorackError } from '../contracts/errors.ts';
import type { Jack } from './jacks.ts';

/** What turns a reading into the volts at the jack: `slope * reading + offset`. */
export interface Calibration {
  readonly slope: number;
  /** Volts. */
  readonly offset: number;
}

/** A voltage that was applied, and what was read of it before calibration. */
export interface CalibrationPoint {
  readonly volts: number;
  readonly reading: number;
}

/** Leaves readings as they are. */
export const UNCALIBRATED: Calibration = { slope: 1, offset: 0 };

/** Volts at the jack of a reading. */
export function applyCalibration(reading: number, { slope, offset }: Calibration): number {
  return slope * reading + offset;
}

/** The voltages applied unless others are asked for: nothing plugged in, and what most references and keyboards can give. */
export const CALIBRATION_VOLTS: readonly [number, number] = [0, 5];

/** A converter and its resistors are better than this; a reading further off is a wrong voltage or a wrong jack. */
const MOST_SLOPE_ERROR = 0.2;
const MOST_OFFSET = 0.5;
/** Two readings closer than this are one voltage, volts. */
const LEAST_DISTANCE = 0.5;

/**
 * Slope and offset from two points, which may come in any order.
 *
 * @param jack for the message
 * @throws NeurorackError 'bad-input' with the reason when the readings cannot be those of the voltages
 */
export function calibrate(jack: Jack, points: readonly [CalibrationPoint, CalibrationPoint]): Calibration {
  const [low, high] = points[0].volts <= points[1].volts ? points : [points[1], points[0]];
  const refuse = (why: string): never => {
    throw new NeurorackError('bad-input', `${jack}: ${why}`, {
      remedy: `apply ${low.volts} V, then ${high.volts} V, to this jack and measure again; the calibration is as it was`,
    });
  };
  const volts = (reading: number): string => `${reading.toFixed(2)} V`;
  if (!Number.isFinite(low.reading) || !Number.isFinite(high.reading)) return refuse('the converter gave no reading');
  if (high.volts - low.volts < LEAST_DISTANCE) return refuse(`the points are closer than ${LEAST_DISTANCE} V`);
  if (Math.abs(high.reading - low.reading) < LEAST_DISTANCE) {
    return refuse(`both points read about ${volts(low.reading)}: is the voltage at this jack?`);
  }
  if (high.reading < low.reading) {
    return refuse(
      `${high.volts} V reads ${volts(high.reading)}, less than ${low.volts} V (${volts(low.reading)}): points swapped?`,
    );
  }
  const slope = (high.volts - low.volts) / (high.reading - low.reading);
  const offset = low.volts - slope * low.reading;
  if (Math.abs(slope - 1) > MOST_SLOPE_ERROR) {
    const error = Math.round(100 * (slope - 1));
    return refuse(`the slope would be ${error} % off, more than ${100 * MOST_SLOPE_ERROR} %`);
  }
  if (Math.abs(offset) > MOST_OFFSET) return refuse(`the offset would be ${volts(offset)}, more than ${MOST_OFFSET} V`);
  return { slope, offset };
}
