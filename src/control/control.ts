import type { OnGateEdge } from '../contracts/gate-input.ts';
import { createAssignments } from './assignment.ts';
import { applyCalibration } from './calibration.ts';
import { CV_RANGES } from './cv-range.ts';
import { createDebounce } from './debounce.ts';
import { GATES, JACKS } from './jacks.ts';
import { createSchmittGate } from './schmitt-gate.ts';
import type { ControlSettings } from './settings.ts';
import { createSmoothing } from './smoothing.ts';

/** Voltages to intent. Lives on the control thread; its steps allocate nothing. */
export interface Control {
  /**
   * Takes a reading of the jacks. Tells the falls of gates that `edge` or `sample` held back, to who listened there.
   *
   * @param readings volts as the converter shows them, one a jack
   * @param timeUs of the reading; until the next step, edges since this one are expected
   * @param into value of each destination, in the order of `DESTINATIONS`; overwritten
   * @returns whether a value differs from the last step's
   */
  step(readings: Float32Array, timeUs: number, into: Float64Array): boolean;
  /** Volts of the last step, calibrated and smoothed, one a jack. */
  readonly volts: Float32Array;
  /**
   * Passes an edge on unless it is bounce: a gate that chatters rises once and stays high. A fall within 1 ms of its rise
   * waits for the end of that millisecond.
   */
  edge(gate: number, isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /** Makes edges of the sampled volts of all gates, and passes them on like `edge`. */
  sample(volts: Float32Array, timeUs: number, onEdge: OnGateEdge): void;
  /** Other settings from the next step on; a gate that is high stays so, and so does a voltage that has not moved. */
  configure(settings: ControlSettings): void;
}

export function createControl({ settings }: { readonly settings: ControlSettings }): Control {
  const volts = new Float32Array(JACKS.length);
  const schmitt = GATES.map((_, gate) => createSchmittGate(gate));
  const debounce = GATES.map((_, gate) => createDebounce(gate));
  let { ranges, calibration } = settings;
  const smoothings = JACKS.map((jack) => createSmoothing(CV_RANGES[ranges[jack]]));
  let assignments = createAssignments(settings);
  /** Time of the last step: edges up to it have come. */
  let seenUs = Number.NEGATIVE_INFINITY;

  const edge: Control['edge'] = (gate, isHigh, timeUs, onEdge) => debounce[gate]?.edge(isHigh, timeUs, onEdge);
  let listener: OnGateEdge = () => undefined;
  const onSampledEdge: OnGateEdge = (gate, isHigh, timeUs) => edge(gate, isHigh, timeUs, listener);

  return {
    volts,
    edge,
    step: (readings, timeUs, into) => {
      for (let gate = 0; gate < debounce.length; gate++) debounce[gate].settle(seenUs);
      seenUs = timeUs;
      for (let j = 0; j < volts.length; j++) {
        volts[j] = smoothings[j].step(applyCalibration(readings[j], calibration[JACKS[j]]), timeUs);
      }
      let hasMoved = false;
      for (let d = 0; d < assignments.length; d++) {
        const value = assignments[d](volts);
        if (value === into[d]) continue;
        into[d] = value;
        hasMoved = true;
      }
      return hasMoved;
    },
    sample: (levels, timeUs, onEdge) => {
      listener = onEdge;
      for (let gate = 0; gate < schmitt.length; gate++) schmitt[gate].sample(levels[gate], timeUs, onSampledEdge);
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
