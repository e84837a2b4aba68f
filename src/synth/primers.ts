import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';

/** Beginnings that are remembered. */
const PLACES = 8;

/** States of a network that has heard silence and then the beginning of a sound, by that beginning. */
export interface Primers {
  /** Puts the network into the state it had after hearing what its input holds; false when that is not known. */
  recall(network: Network): boolean;
  /** Remembers the state after hearing what the input holds. */
  keep(network: Network): void;
}

/** Spares a trigger one of its two runs of the network when the knobs have not moved. */
export function createPrimers(inputSize: number): Primers {
  const inputs = Array.from({ length: PLACES }, () => new Float32Array(inputSize).fill(Number.NaN));
  const states: (StateSnapshot | undefined)[] = inputs.map(() => undefined);
  let oldest = 0;

  const isSame = (a: Float32Array, b: Float32Array): boolean => {
    for (let i = 0; i < inputSize; i++) if (a[i] !== b[i]) return false;
    return true;
  };

  return {
    recall: (network) => {
      for (let place = 0; place < PLACES; place++) {
        const state = states[place];
        if (state === undefined || !isSame(inputs[place], network.input)) continue;
        network.loadState(state);
        return true;
      }
      return false;
    },
    keep: (network) => {
      inputs[oldest].set(network.input);
      states[oldest] = network.saveState(states[oldest]);
      oldest = (oldest + 1) % PLACES;
    },
  };
}
