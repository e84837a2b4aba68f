import type { OnGateEdge } from '../contracts/gate-input.ts';

const HIGH_VOLTS = 2.0;
const LOW_VOLTS = 0.8;

/** Converts sampled volts to edges: high above 2.0 V, low below 0.8 V, unchanged in between. A NaN reading changes nothing. */
export interface SchmittGate {
  sample(volts: number, timeUs: number, onEdge: OnGateEdge): void;
}

export function createSchmittGate(gate: number): SchmittGate {
  let isHigh = false;
  return {
    sample: (volts, timeUs, onEdge) => {
      const next = isHigh ? !(volts < LOW_VOLTS) : volts > HIGH_VOLTS;
      if (next === isHigh) return;
      isHigh = next;
      onEdge(gate, isHigh, timeUs);
    },
  };
}
