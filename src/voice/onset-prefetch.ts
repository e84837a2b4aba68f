import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';
import type { OnsetCache } from './onset-cache.ts';

/** Prefetches the network's output for the next onset while the current note plays; at most one network run a call. */
export interface OnsetPrefetch {
  /** The network's inputs for the onset's first frame and first hop, written by the caller before `fetch`. */
  readonly start: Float32Array;
  readonly hop: Float32Array;
  /** Whether the last `fetch` found the whole onset in the cache. */
  readonly isDone: boolean;
  /**
   * Runs the network once on the first frame, or on the first hop where that exact frame is cached; not at all where both are. Afterwards
   * the network has the state that it had before.
   *
   * @throws NeurorackError as `run`
   */
  fetch(): void | Promise<void>;
  /**
   * The same for an onset that is moving: on its first frame alone, and not where one within `tolerance` standard deviations is cached.
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

export function createOnsetPrefetch({ network, cache, run }: OnsetPrefetchOptions): OnsetPrefetch {
  const size = network.input.length;
  const start = new Float32Array(size);
  const hop = new Float32Array(size);
  let isDone = false;
  let stateBefore: StateSnapshot | undefined;

  function runStart(): void | Promise<void> {
    network.reset();
    const pending = run();
    return pending === undefined ? storeStart() : pending.then(storeStart);
  }

  function storeStart(): void {
    if (network.isFinite) cache.storeStart(network);
    restoreState();
  }

  function storeHop(): void {
    if (network.isFinite) cache.storeHop(network);
    restoreState();
  }

  function restoreState(): void {
    if (stateBefore !== undefined) network.loadState(stateBefore);
  }

  return {
    start,
    hop,
    get isDone() {
      return isDone;
    },
    fetch: () => {
      isDone = cache.has(start, hop);
      if (isDone) return;
      stateBefore = network.saveState(stateBefore);
      network.input.set(start);
      if (!cache.recallStart(network) || !cache.isExact) return runStart();
      network.input.set(hop);
      const pending = run();
      return pending === undefined ? storeHop() : pending.then(storeHop);
    },
    fetchStart: (tolerance) => {
      isDone = false;
      if (cache.hasStart(start, tolerance)) return;
      stateBefore = network.saveState(stateBefore);
      network.input.set(start);
      return runStart();
    },
    reset: () => {
      isDone = false;
    },
  };
}
