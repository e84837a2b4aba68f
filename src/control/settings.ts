import { type Calibration, UNCALIBRATED } from './calibration.ts';
import type { CvRangeName } from './cv-range.ts';
import type { Destination } from './destination.ts';
import type { Jack } from './jacks.ts';

/** How the jacks act: a parameter's value is its base plus, for each jack, depth × voltage. Plain data. */
export interface ControlSettings {
  readonly ranges: Readonly<Record<Jack, CvRangeName>>;
  readonly calibration: Readonly<Record<Jack, Calibration>>;
  /** In the destination's unit; what is not named is at rest. */
  readonly bases: Readonly<Partial<Record<Destination, number>>>;
  /**
   * -1 ... 1: 1 takes the destination through its whole range when the jack goes through its own; for pitch, 1 V is an
   * octave at depth 1.
   */
  readonly depths: Readonly<Record<Jack, Readonly<Partial<Record<Destination, number>>>>>;
}

/** The panel as it is labelled. */
export const DEFAULT_CONTROL_SETTINGS: ControlSettings = {
  ranges: { cv1: '0-5', cv2: '0-5', cv3: '±5', cv4: '0-5' },
  calibration: { cv1: UNCALIBRATED, cv2: UNCALIBRATED, cv3: UNCALIBRATED, cv4: UNCALIBRATED },
  bases: {},
  depths: { cv1: { interpolate: 1 }, cv2: { scrub: 1 }, cv3: { sharpness: 1 }, cv4: { variation: 1 } },
};
