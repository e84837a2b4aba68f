import type { OnGateEdge } from '../contracts/gate-input.ts';

/** A rising edge closer than this to the last one is bounce. */
const BOUNCE_US = 1000;

/** Takes bounce out of a gate's edges. */
export interface Debounce {
  edge(isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /**
   * Tells the fall that `edge` holds back, if it was no bounce.
   *
   * @param seenUs every edge up to this time has been given to `edge`
   */
  settle(seenUs: number): void;
}

/**
 * Passes each change of level on. Within 1 ms of a rise a fall is held back: when the gate rises again before that
 * millisecond is over, both were bounce, and the gate has been high all along; else the fall is told at its end.
 */
export function createDebounce(gate: number): Debounce {
  let isHigh = false;
  let roseUs = Number.NEGATIVE_INFINITY;
  let heldBack: OnGateEdge | undefined;

  function fall(timeUs: number, onEdge: OnGateEdge): void {
    heldBack = undefined;
    isHigh = false;
    onEdge(gate, false, timeUs);
  }

  return {
    edge: (next, timeUs, onEdge) => {
      const isBouncing = timeUs - roseUs < BOUNCE_US;
      if (heldBack !== undefined && !isBouncing) fall(roseUs + BOUNCE_US, heldBack);
      if (next && isHigh) heldBack = undefined;
      if (next === isHigh) return;
      if (!next) {
        if (isBouncing) heldBack = onEdge;
        else fall(timeUs, onEdge);
      } else if (!isBouncing) {
        isHigh = true;
        roseUs = timeUs;
        onEdge(gate, true, timeUs);
      }
    },
    settle: (seenUs) => {
      if (heldBack !== undefined && seenUs - roseUs >= BOUNCE_US) fall(seenUs, heldBack);
    },
  };
}
