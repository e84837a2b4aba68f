import { type Calibration, UNCALIBRATED } from './calibration.ts';
import type { CvRangeName } from './cv-range.ts';
import type { Destination } from './destination.ts';
import type { Jack } from './jacks.ts';

/** Assignment of the jacks: a destination's value is its base plus depth × voltage of each jack. Plain data. */
export interface ControlSettings {
  readonly ranges: Readonly<Record<Jack, CvRangeName>>;
  readonly calibration: Readonly<Record<Jack, Calibration>>;
  /** In the destination's unit; a destination without a base has its default. */
  readonly bases: Readonly<Partial<Record<Destination, number>>>;
  /**
   * -1 ... 1: at 1, the whole range of the jack moves the destination through its whole range; for pitch, 1 V is an
   * octave at depth 1.
   */
  readonly depths: Readonly<Record<Jack, Readonly<Partial<Record<Destination, number>>>>>;
}

/** The default assignment, as labelled on the panel. */
export const DEFAULT_CONTROL_SETTINGS: ControlSettings = {
  ranges: { cv1: '0-5', cv2: '0-5', cv3: '±5', cv4: '0-5' },
  calibration: { cv1: UNCALIBRATED, cv2: UNCALIBRATED, cv3: UNCALIBRATED, cv4: UNCALIBRATED },
  bases: {},
  depths: { cv1: { interpolate: 1 }, cv2: { scrub: 1 }, cv3: { sharpness: 1 }, cv4: { variation: 1 } },
};
