import type { OnGateEdge } from '../contracts/gate-input.ts';

/** A rising edge closer than this to the last one is bounce. */
const BOUNCE_US = 1000;

/** Takes bounce out of a gate's edges. */
export interface Debounce {
  edge(isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
}

/** Passes each change of level on, but no rise within 1 ms of the last one; the fall that belongs to it goes with it. */
export function createDebounce(gate: number): Debounce {
  let isHigh = false;
  let roseUs = Number.NEGATIVE_INFINITY;
  return {
    edge: (next, timeUs, onEdge) => {
      if (next === isHigh) return;
      if (next) {
        if (timeUs - roseUs < BOUNCE_US) return;
        roseUs = timeUs;
      }
      isHigh = next;
      onEdge(gate, next, timeUs);
    },
  };
}
