import type { OnGateEdge } from '../contracts/gate-input.ts';

/** Contacts come to rest within this time. */
const BOUNCE_US = 1000;
/** A contact that opens may chatter for this long, coming to rest in between for less than that. */
const CHATTER_US = 5000;
/** A gate that was high for longer is a hand or a step, not a tone: its fall may bounce. */
const LONG_US = 2000;

/** Takes bounce out of a gate's edges. */
export interface Debounce {
  edge(isHigh: boolean, timeUs: number, onEdge: OnGateEdge): void;
  /**
   * Tells the edge that `edge` holds back, if it was no bounce.
   *
   * @param seenUs every edge up to this time has been given to `edge`
   */
  settle(seenUs: number): void;
}

/**
 * Passes each change of level on. For 1 ms after a rise falls are held back, and after the fall of a gate that was high for 2 ms or longer
 * rises are, until it has rested for 1 ms or chattered for 5 ms. Where the gate goes back before that time is over, both were bounce, and
 * nothing is told; else the edge is told at its end. So a rise is at least 1 ms after the last one, a contact that chatters on its way down is
 * no trigger, and no edge that stays is lost.
 */
export function createDebounce(gate: number): Debounce {
  let isHigh = false;
  /** Of the last edge that was told: until when the gate may go back unheard, and whether it did. */
  let changedUs = Number.NEGATIVE_INFINITY;
  let quietUs = Number.NEGATIVE_INFINITY;
  let heldBack: OnGateEdge | undefined;

  function tell(next: boolean, timeUs: number, onEdge: OnGateEdge): void {
    const mayBounce = next || timeUs - changedUs >= LONG_US;
    heldBack = undefined;
    isHigh = next;
    changedUs = timeUs;
    if (mayBounce) quietUs = timeUs + BOUNCE_US;
    onEdge(gate, next, timeUs);
  }

  return {
    edge: (next, timeUs, onEdge) => {
      if (heldBack !== undefined && timeUs >= quietUs) tell(!isHigh, quietUs, heldBack);
      if (timeUs < quietUs && !isHigh) quietUs = Math.min(timeUs + BOUNCE_US, changedUs + CHATTER_US);
      if (next === isHigh) heldBack = undefined;
      else if (timeUs < quietUs) heldBack ??= onEdge;
      else tell(next, timeUs, onEdge);
    },
    settle: (seenUs) => {
      if (heldBack !== undefined && seenUs >= quietUs) tell(!isHigh, seenUs, heldBack);
    },
  };
}
