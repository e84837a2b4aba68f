import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';

/** Beginnings that are remembered. */
const PLACES = 8;

/** Inputs that differ by no more than this, in standard deviations of the training sounds, begin alike. */
const NEAR = 0.1;

/** States of a network that has heard silence and then the beginning of a sound, by that beginning. */
export interface Primers {
  /** Whether exactly what the network's input holds has been heard. */
  knows(network: Network): boolean;
  /**
   * Puts the network into the state it had after hearing what its input holds, or the nearest beginning within a tenth of a standard
   * deviation; false when there is none.
   */
  recall(network: Network): boolean;
  /** As if nothing had been heard. */
  forget(): void;
  /** Remembers the state after hearing what the input holds. */
  keep(network: Network): void;
}

/** Spares a trigger one of its two runs of the network: when the knobs have not moved, or where a run ahead has heard it. */
export function createPrimers(inputSize: number): Primers {
  const inputs = Array.from({ length: PLACES }, () => new Float32Array(inputSize).fill(Number.NaN));
  const states: (StateSnapshot | undefined)[] = inputs.map(() => undefined);
  let oldest = 0;

  /** The largest difference, or Infinity past `NEAR`. */
  const distance = (a: Float32Array, b: Float32Array): number => {
    let most = 0;
    for (let i = 0; i < inputSize; i++) {
      const apart = Math.abs(a[i] - b[i]);
      if (!(apart <= NEAR)) return Number.POSITIVE_INFINITY;
      if (apart > most) most = apart;
    }
    return most;
  };

  return {
    knows: (network) => inputs.some((input) => distance(input, network.input) === 0),
    recall: (network) => {
      let nearest: StateSnapshot | undefined;
      let least = Number.POSITIVE_INFINITY;
      for (let place = 0; place < PLACES; place++) {
        const apart = distance(inputs[place], network.input);
        if (apart >= least) continue;
        least = apart;
        nearest = states[place];
      }
      if (nearest === undefined) return false;
      network.loadState(nearest);
      return true;
    },
    forget: () => {
      for (const input of inputs) input.fill(Number.NaN);
      oldest = 0;
    },
    keep: (network) => {
      inputs[oldest].set(network.input);
      states[oldest] = network.saveState(states[oldest]);
      oldest = (oldest + 1) % PLACES;
    },
  };
}
