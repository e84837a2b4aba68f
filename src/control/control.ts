import type { OnGateEdge } from '../contracts/gate-input.ts';
import { createAssignments } from './assignment.ts';
import { CV_RANGES } from './cv-range.ts';
import { createDebounce } from './debounce.ts';
import { GATES, JACKS } from './jacks.ts';
import { createSchmittGate } from './schmitt-gate.ts';
import type { ControlSettings } from './settings.ts';
import { createSmoothing } from './smoothing.ts';

/** Voltages to intent. Lives on the control thread; its steps allocate nothing. */
export interface Control {
  /**
   * Takes a reading of the jacks.
   *
   * @param readings volts as the converter shows them, one a jack
   * @param timeUs of the reading
   * @param into value of each destination, in the order of `DESTINATIONS`; overwritten
   * @returns whether a value differs from the last step's
   */
  step(readings: Float32Array, timeUs: number, into: Float64Array): boolean;
  /** Volts of the last step, calibrated and smoothed, one a jack. */
  readonly volts: Float32Array;
  /** Passes an edge on unless it is bounce. */
  edge(gate: number, isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /** Makes edges of the sampled volts of all gates. */
  sample(volts: Float32Array, timeUs: number, onEdge: OnGateEdge): void;
  /** Other settings from the next step on; a gate that is high stays so. */
  configure(settings: ControlSettings): void;
}

export function createControl({ settings }: { readonly settings: ControlSettings }): Control {
  const volts = new Float32Array(JACKS.length);
  const schmitt = GATES.map((_, gate) => createSchmittGate(gate));
  const debounce = GATES.map((_, gate) => createDebounce(gate));
  let jacks = openJacks(settings);
  let assignments = createAssignments(settings);

  const edge: Control['edge'] = (gate, isHigh, timeUs, onEdge) => debounce[gate]?.edge(isHigh, timeUs, onEdge);

  return {
    volts,
    edge,
    step: (readings, timeUs, into) => {
      for (let j = 0; j < volts.length; j++) {
        const { slope, offset, smoothing } = jacks[j];
        volts[j] = smoothing.step(slope * readings[j] + offset, timeUs);
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
      for (let gate = 0; gate < schmitt.length; gate++) {
        schmitt[gate].sample(levels[gate], timeUs, (which, isHigh) => edge(which, isHigh, timeUs, onEdge));
      }
    },
    configure: (next) => {
      jacks = openJacks(next);
      assignments = createAssignments(next);
    },
  };
}

function openJacks({ ranges, calibration }: ControlSettings) {
  return JACKS.map((jack) => ({ ...calibration[jack], smoothing: createSmoothing(CV_RANGES[ranges[jack]]) }));
}
