import type { OnGateEdge } from '../contracts/gate-input.ts';
import { createAssignments } from './assignment.ts';
import { applyCalibration } from './calibration.ts';
import { CV_RANGES } from './cv-range.ts';
import { createDebounce } from './debounce.ts';
import { GATES, JACKS } from './jacks.ts';
import type { ControlSettings } from './settings.ts';
import { createSmoothing } from './smoothing.ts';

/** Converts voltages to destination values and gate edges to debounced ones. Control thread; its steps allocate nothing. */
export interface Control {
  /**
   * Converts a reading of the jacks to the values of the destinations.
   *
   * @param readings volts at the jacks before calibration, one a jack
   * @param timeUs time of the reading; the edges up to it are passed to `edge` before the next step
   * @param into value of each destination, in the order of `DESTINATIONS`; overwritten
   * @returns whether a value differs from the last step's
   */
  step(readings: Float32Array, timeUs: number, into: Float64Array): boolean;
  /** Volts of the last step, calibrated and smoothed, one a jack. */
  readonly volts: Float32Array;
  /**
   * Passes an edge on unless it is contact bounce: a gate that chatters rises once and stays high. An edge that may still
   * be bounce, such as a fall within 1 ms of its rise, is held back until `settle` or a later edge. Ignores gates that the
   * panel does not have.
   */
  edge(gate: number, isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /** Emits the edges held back by `edge` that are no bounce, now that all edges up to the last step are known. Call before each `step`. */
  settle(onEdge: OnGateEdge): void;
  /** Applies other settings from the next step on; a gate that is high stays high, and a voltage at rest stays where it is. */
  configure(settings: ControlSettings): void;
}

export interface ControlOptions {
  readonly settings: ControlSettings;
  /** Whether readings and edges were recorded as they were played: they are passed on as they are. Default false. */
  readonly isExact?: boolean | undefined;
}

export function createControl({ settings, isExact = false }: ControlOptions): Control {
  const volts = new Float32Array(JACKS.length);
  const debounce = GATES.map((_, gate) => createDebounce(gate));
  let { ranges, calibration } = settings;
  const smoothings = JACKS.map((jack) => createSmoothing(CV_RANGES[ranges[jack]]));
  let assignments = createAssignments(settings);
  /**
   * Time of the last step: every edge up to it has been passed to `edge` when the next step begins. In an array, since V8 allocates
   * each number that a closure changes.
   */
  const seenUs = new Float64Array(1).fill(Number.NEGATIVE_INFINITY);
  const values = new Float64Array(JACKS.length);

  return {
    volts,
    edge: (gate, isHigh, timeUs, onEdge) => {
      if (isExact) onEdge(gate, isHigh, timeUs);
      else debounce[gate]?.edge(isHigh, timeUs, onEdge);
    },
    settle: (onEdge) => {
      for (let gate = 0; gate < debounce.length; gate++) debounce[gate].settle(seenUs[0], onEdge);
    },
    step: (readings, timeUs, into) => {
      seenUs[0] = timeUs;
      for (let j = 0; j < volts.length; j++) {
        values[j] = readings[j];
        if (!isExact) {
          values[j] = applyCalibration(readings[j], calibration[JACKS[j]]);
          smoothings[j].step(values, j, timeUs);
        }
        volts[j] = values[j];
      }
      let hasMoved = false;
      for (let d = 0; d < assignments.length; d++) if (assignments[d](volts, into, d)) hasMoved = true;
      return hasMoved;
    },
    configure: (next) => {
      for (const [j, jack] of JACKS.entries()) {
        if (next.ranges[jack] !== ranges[jack]) smoothings[j] = createSmoothing(CV_RANGES[next.ranges[jack]]);
      }
      ({ ranges, calibration } = next);
      assignments = createAssignments(next);
    },
  };
}
