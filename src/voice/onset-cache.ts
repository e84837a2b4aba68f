import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';

/** Onsets in the cache. */
const SIZE = 8;

/** Largest difference of two inputs that count as the same onset, in standard deviations of the training sounds. */
export const ONSET_TOLERANCE = 0.1;

/** A cache of network state and output for note onsets: after the first frame, and after the first hop. Used by one thread. */
export interface OnsetCache {
  /**
   * Loads the network's state after the first frame that its input holds, or after one within `ONSET_TOLERANCE`: an exact match, else the
   * nearest with a cached hop, else the nearest. False when there is none.
   */
  recallStart(network: Network): boolean;
  /** Whether the last recalled or stored frame matches the input exactly. */
  readonly isExact: boolean;
  /** Stores the state after the first frame that the input holds, in place of the oldest onset. */
  storeStart(network: Network): void;
  /**
   * After a start was recalled or stored: the network's output for the first hop that its input holds, or for one within
   * `ONSET_TOLERANCE`, and loads the state after it. Undefined when it is not cached. Valid until the next call.
   */
  recallHop(network: Network): Float32Array | undefined;
  /** Stores state and output after the first hop that the input holds, where the last start matched exactly. */
  storeHop(network: Network): void;
  /** Whether this exact onset, first frame and hop, is cached. */
  has(start: Float32Array, hop: Float32Array): boolean;
  /** Whether a first frame is cached with each value within `tolerance` standard deviations, at most `ONSET_TOLERANCE`. */
  hasStart(start: Float32Array, tolerance: number): boolean;
  clear(): void;
}

interface Onset {
  /** Network inputs; NaN marks an empty entry. */
  readonly start: Float32Array;
  readonly hop: Float32Array;
  readonly output: Float32Array;
  afterStart: StateSnapshot | undefined;
  afterHop: StateSnapshot | undefined;
}

/** Saves a trigger its network runs when no control has moved since the last one, or when its onset was prefetched. */
export function createOnsetCache(inputSize: number, outputSize: number): OnsetCache {
  const empty = (): Float32Array => new Float32Array(inputSize).fill(Number.NaN);
  const onsets = Array.from({ length: SIZE }, (): Onset => {
    const output = new Float32Array(outputSize);
    return { start: empty(), hop: empty(), output, afterStart: undefined, afterHop: undefined };
  });
  let oldest = 0;
  let current: Onset | undefined;
  let isExact = false;

  /** 0 for an exact match, Infinity beyond the tolerance; onsets with a cached hop come before those without. */
  function rankOf({ start, hop }: Onset, input: Float32Array): number {
    const apart = onsetDistance(start, input);
    if (apart === 0) return 0;
    if (!(apart <= ONSET_TOLERANCE)) return Number.POSITIVE_INFINITY;
    return Number.isNaN(hop[0]) ? ONSET_TOLERANCE + apart : apart;
  }

  return {
    get isExact() {
      return isExact;
    },
    recallStart: (network) => {
      let lowest = Number.POSITIVE_INFINITY;
      current = undefined;
      for (const onset of onsets) {
        const rank = rankOf(onset, network.input);
        if (rank >= lowest) continue;
        lowest = rank;
        current = onset;
      }
      isExact = lowest === 0;
      if (current?.afterStart === undefined) return false;
      network.loadState(current.afterStart);
      return true;
    },
    storeStart: (network) => {
      const onset = onsets[oldest];
      oldest = (oldest + 1) % SIZE;
      onset.start.set(network.input);
      onset.hop.fill(Number.NaN);
      onset.afterStart = network.saveState(onset.afterStart);
      current = onset;
      isExact = true;
    },
    recallHop: (network) => {
      if (current?.afterHop === undefined || !(onsetDistance(current.hop, network.input) <= ONSET_TOLERANCE))
        return undefined;
      network.loadState(current.afterHop);
      return current.output;
    },
    storeHop: (network) => {
      if (current === undefined || !isExact) return;
      current.hop.set(network.input);
      current.output.set(network.output);
      current.afterHop = network.saveState(current.afterHop);
    },
    has: (start, hop) =>
      onsets.some((onset) => onsetDistance(onset.start, start) === 0 && onsetDistance(onset.hop, hop) === 0),
    hasStart: (start, tolerance) => onsets.some((onset) => onsetDistance(onset.start, start) <= tolerance),
    clear: () => {
      for (const onset of onsets) {
        onset.start.fill(Number.NaN);
        onset.hop.fill(Number.NaN);
      }
      oldest = 0;
      current = undefined;
    },
  };
}

/** The largest difference of two values of two network inputs; Infinity past `ONSET_TOLERANCE` and where a value is NaN. */
export function onsetDistance(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs(a[i] - b[i]);
    if (!(apart <= ONSET_TOLERANCE)) return Number.POSITIVE_INFINITY;
    if (apart > largest) largest = apart;
  }
  return largest;
}
