import { NeurorackError } from '../contracts/errors.ts';
import type { Jack } from './jacks.ts';

/** What turns a reading into the volts at the jack: `slope * reading + offset`. */
export interface Calibration {
  readonly slope: number;
  /** Volts. */
  readonly offset: number;
}

/** Leaves readings as they are. */
export const UNCALIBRATED: Calibration = { slope: 1, offset: 0 };

/** Volts at the jack of a reading. */
export function calibrated(reading: number, { slope, offset }: Calibration): number {
  return slope * reading + offset;
}

/** The voltages that are to be applied, in order. */
export const CALIBRATION_VOLTS = [1, 3] as const;

/** A converter and its resistors are better than this; a reading further off is a wrong voltage or a wrong jack. */
const MOST_SLOPE_ERROR = 0.2;
const MOST_OFFSET = 0.5;
/** Two readings closer than this are one voltage, volts. */
const LEAST_DISTANCE = 0.5;

/**
 * Slope and offset from two readings.
 *
 * @param jack for the message
 * @param atOne reading in volts with 1 V at the jack
 * @param atThree reading with 3 V
 * @throws NeurorackError 'bad-input' with the reason when the readings cannot be those of 1 V and 3 V
 */
export function calibrate(jack: Jack, atOne: number, atThree: number): Calibration {
  const refuse = (why: string): never => {
    throw new NeurorackError('bad-input', `${jack}: ${why}`, {
      remedy: 'apply 1 V, then 3 V, to this jack and measure again; the calibration is as it was',
    });
  };
  const volts = (reading: number): string => `${reading.toFixed(2)} V`;
  if (!Number.isFinite(atOne) || !Number.isFinite(atThree)) return refuse('the converter gave no reading');
  if (Math.abs(atThree - atOne) < LEAST_DISTANCE) {
    return refuse(`both points read about ${volts(atOne)}: is the voltage at this jack?`);
  }
  if (atThree < atOne) return refuse(`3 V reads ${volts(atThree)}, less than 1 V (${volts(atOne)}): points swapped?`);
  const slope = (CALIBRATION_VOLTS[1] - CALIBRATION_VOLTS[0]) / (atThree - atOne);
  const offset = CALIBRATION_VOLTS[0] - slope * atOne;
  if (Math.abs(slope - 1) > MOST_SLOPE_ERROR) {
    const error = Math.round(100 * (slope - 1));
    return refuse(`the slope would be ${error} % off, more than ${100 * MOST_SLOPE_ERROR} %`);
  }
  if (Math.abs(offset) > MOST_OFFSET) return refuse(`the offset would be ${volts(offset)}, more than ${MOST_OFFSET} V`);
  return { slope, offset };
}
