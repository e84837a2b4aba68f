import type { OnGateEdge } from '../contracts/gate-input.ts';

/** Bounce of a contact that closes ends within this time. */
const BOUNCE_US = 1000;
/** Longest chatter of a contact that opens; between its pulses the contact rests for less than `BOUNCE_US`. */
const CHATTER_US = 5000;
/** A gate that was high for longer comes from a key or a step, not from a tone: its fall may bounce. */
const LONG_US = 2000;
/** Indices of a gate's times. */
const CHANGED = 0;
const QUIET = 1;

/** Removes contact bounce from a gate's edges. */
export interface Debounce {
  /** Takes an edge; emits it, or holds it back while it may be bounce. First emits an older edge that turned out to be none. */
  edge(isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /**
   * Emits the edge that `edge` has held back, if it was no bounce.
   *
   * @param seenUs every edge up to this time has been passed to `edge`
   */
  settle(seenUs: number, onEdge: OnGateEdge): void;
}

/**
 * Passes each change of level on. Holds falls back for 1 ms after a rise, and rises after the fall of a gate that was high for 2 ms or
 * longer, until the gate has rested for 1 ms or chattered for 5 ms. Where the gate goes back before that time is over, both edges were
 * bounce and neither is emitted; else the edge is emitted at the end of that time. So a rise is at least 1 ms after the last one, a contact
 * that chatters on its way down is no trigger, and no lasting change is lost.
 */
export function createDebounce(gate: number): Debounce {
  /** Level of the last edge emitted. */
  let isHigh = false;
  /** Its time, and until when a change of level may be bounce. In an array, since V8 allocates each number that a closure changes. */
  const times = new Float64Array(2).fill(Number.NEGATIVE_INFINITY);
  /** The gate has the other level, in an edge that is not emitted yet. */
  let isHeldBack = false;

  function emit(next: boolean, timeUs: number, onEdge: OnGateEdge): void {
    const mayBounce = next || timeUs - times[CHANGED] >= LONG_US;
    isHeldBack = false;
    isHigh = next;
    times[CHANGED] = timeUs;
    if (mayBounce) times[QUIET] = timeUs + BOUNCE_US;
    onEdge(gate, next, timeUs);
  }

  return {
    edge: (next, timeUs, onEdge) => {
      if (isHeldBack && timeUs >= times[QUIET]) emit(!isHigh, times[QUIET], onEdge);
      if (timeUs < times[QUIET] && !isHigh) {
        times[QUIET] = Math.min(timeUs + BOUNCE_US, times[CHANGED] + CHATTER_US);
      }
      if (next === isHigh) isHeldBack = false;
      else if (timeUs < times[QUIET]) isHeldBack = true;
      else emit(next, timeUs, onEdge);
    },
    settle: (seenUs, onEdge) => {
      if (isHeldBack && seenUs >= times[QUIET]) emit(!isHigh, seenUs, onEdge);
    },
  };
}
