import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';
import type { OnsetCache } from './onset-cache.ts';

/** Lets a network hear how a sound would begin while another one plays, one run at a time. */
export interface OnsetPrefetch {
  /** The network's inputs for the first frame and the first hop of the beginning, to be written before `hear`. */
  readonly start: Float32Array;
  readonly hop: Float32Array;
  /** Whether nothing was left to hear. */
  readonly isDone: boolean;
  /**
   * Runs once: on the first frame, or on the first hop where the very same first frame is known; not at all where both are. Afterwards
   * the network goes on with what plays.
   *
   * @throws NeurorackError as `run`
   */
  fetch(): void | Promise<void>;
  /**
   * The same for a beginning that is moving: on its first frame alone, and not where one within `tolerance` standard deviations is known.
   *
   * @throws NeurorackError as `run`
   */
  fetchStart(tolerance: number): void | Promise<void>;
  reset(): void;
}

export interface OnsetPrefetchOptions {
  readonly network: Network;
  readonly cache: OnsetCache;
  /** Runs the network. */
  readonly run: () => void | Promise<void>;
}

export function createOnsetPrefetch({ network, cache: primers, run }: OnsetPrefetchOptions): OnsetPrefetch {
  const size = network.input.length;
  const start = new Float32Array(size);
  const hop = new Float32Array(size);
  let isDone = false;
  let playing: StateSnapshot | undefined;

  function hearStart(): void | Promise<void> {
    network.reset();
    const pending = run();
    return pending === undefined ? heardStart() : pending.then(heardStart);
  }

  function heardStart(): void {
    if (network.isFinite) primers.storeStart(network);
    goOn();
  }

  function heardHop(): void {
    if (network.isFinite) primers.storeHop(network);
    goOn();
  }

  function goOn(): void {
    if (playing !== undefined) network.loadState(playing);
  }

  return {
    start,
    hop,
    get isDone() {
      return isDone;
    },
    fetch: () => {
      isDone = primers.has(start, hop);
      if (isDone) return;
      playing = network.saveState(playing);
      network.input.set(start);
      if (!primers.recallStart(network) || !primers.isExact) return hearStart();
      network.input.set(hop);
      const pending = run();
      return pending === undefined ? heardHop() : pending.then(heardHop);
    },
    fetchStart: (tolerance) => {
      isDone = false;
      if (primers.hasStart(start, tolerance)) return;
      playing = network.saveState(playing);
      network.input.set(start);
      return hearStart();
    },
    reset: () => {
      isDone = false;
    },
  };
}
