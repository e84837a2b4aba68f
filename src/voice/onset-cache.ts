import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';

/** Beginnings that are remembered. */
const PLACES = 8;

/** Inputs that differ by no more than this, in standard deviations of the training sounds, begin alike. */
export const ONSET_TOLERANCE = 0.1;

/** What a network makes of beginnings of sounds: of the first frame, heard out of silence, and of the first hop after it. */
export interface OnsetCache {
  /**
   * Puts the network into the state it had after hearing the first frame that its input holds, or one within a tenth of a standard
   * deviation: that very one, else the nearest whose hop is known too, else the nearest. False when there is none.
   */
  recallStart(network: Network): boolean;
  /** Whether what was recalled or kept last is the very frame that was asked for. */
  readonly isExact: boolean;
  /** Remembers the state after hearing the first frame that the input holds. */
  storeStart(network: Network): void;
  /**
   * After a start was recalled or kept: what the network answers to the first hop that its input holds, or to one within a tenth of a
   * standard deviation; its state is the one after that. Undefined when it is not known. To be read before anything else is called.
   */
  recallHop(network: Network): Float32Array | undefined;
  /** Remembers state and answer after the first hop that the input holds, unless its start was another one's. */
  storeHop(network: Network): void;
  /** Whether this very beginning is known whole. */
  has(start: Float32Array, hop: Float32Array): boolean;
  /** Whether a first frame is known, each of its numbers within `tolerance` standard deviations, at most a tenth. */
  hasStart(start: Float32Array, tolerance: number): boolean;
  /** As if nothing had been heard. */
  clear(): void;
}

interface Beginning {
  /** The network's inputs; NaN in them was not heard. */
  readonly start: Float32Array;
  readonly hop: Float32Array;
  readonly answer: Float32Array;
  afterStart: StateSnapshot | undefined;
  afterHop: StateSnapshot | undefined;
}

/** Spares a trigger its runs of the network: when the knobs have not moved, or where runs ahead have heard its beginning. */
export function createOnsetCache(inputSize: number, outputSize: number): OnsetCache {
  const unheard = (): Float32Array => new Float32Array(inputSize).fill(Number.NaN);
  const places = Array.from({ length: PLACES }, (): Beginning => {
    const answer = new Float32Array(outputSize);
    return { start: unheard(), hop: unheard(), answer, afterStart: undefined, afterHop: undefined };
  });
  let oldest = 0;
  let current: Beginning | undefined;
  let isExact = false;

  function rankOf({ start, hop }: Beginning, input: Float32Array): number {
    const apart = distance(start, input);
    if (apart === 0) return 0;
    if (!(apart <= ONSET_TOLERANCE)) return Number.POSITIVE_INFINITY;
    return Number.isNaN(hop[0]) ? ONSET_TOLERANCE + apart : apart;
  }

  return {
    get isExact() {
      return isExact;
    },
    recallStart: (network) => {
      let least = Number.POSITIVE_INFINITY;
      current = undefined;
      for (const place of places) {
        const rank = rankOf(place, network.input);
        if (rank >= least) continue;
        least = rank;
        current = place;
      }
      isExact = least === 0;
      if (current?.afterStart === undefined) return false;
      network.loadState(current.afterStart);
      return true;
    },
    storeStart: (network) => {
      const place = places[oldest];
      oldest = (oldest + 1) % PLACES;
      place.start.set(network.input);
      place.hop.fill(Number.NaN);
      place.afterStart = network.saveState(place.afterStart);
      current = place;
      isExact = true;
    },
    recallHop: (network) => {
      if (current?.afterHop === undefined || !(distance(current.hop, network.input) <= ONSET_TOLERANCE))
        return undefined;
      network.loadState(current.afterHop);
      return current.answer;
    },
    storeHop: (network) => {
      if (current === undefined || !isExact) return;
      current.hop.set(network.input);
      current.answer.set(network.output);
      current.afterHop = network.saveState(current.afterHop);
    },
    has: (start, hop) => places.some((place) => distance(place.start, start) === 0 && distance(place.hop, hop) === 0),
    hasStart: (start, tolerance) => places.some((place) => distance(place.start, start) <= tolerance),
    clear: () => {
      for (const place of places) {
        place.start.fill(Number.NaN);
        place.hop.fill(Number.NaN);
      }
      oldest = 0;
      current = undefined;
    },
  };
}

/** The largest difference; Infinity past `NEAR` and where something is NaN. */
function distance(a: Float32Array, b: Float32Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs(a[i] - b[i]);
    if (!(apart <= ONSET_TOLERANCE)) return Number.POSITIVE_INFINITY;
    if (apart > most) most = apart;
  }
  return most;
}
