import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';
import type { OnsetCache } from './onset-cache.ts';

/**
 * Prefetches the network's output for the next onset while the current note plays; at most one network run a call. A start of several
 * runs goes on in the next call.
 */
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
  /** Runs of a start. */
  readonly startRuns: number;
  /** Runs the network. */
  readonly run: () => void | Promise<void>;
}

export function createOnsetPrefetch({ network, cache, startRuns, run }: OnsetPrefetchOptions): OnsetPrefetch {
  const size = network.input.length;
  const start = new Float32Array(size);
  const hop = new Float32Array(size);
  let isDone = false;
  let stateBefore: StateSnapshot | undefined;
  /** A start of several runs: its input, the runs so far and the state after them. */
  const begun = new Float32Array(size);
  let runsDone = 0;
  let partial: StateSnapshot | undefined;

  function runStart(): void | Promise<void> {
    if (runsDone > 0 && partial !== undefined) {
      network.input.set(begun);
      network.loadState(partial);
    } else {
      network.reset();
      begun.set(network.input);
    }
    const pending = run();
    return pending === undefined ? storeStart() : pending.then(storeStart);
  }

  function storeStart(): void {
    if (!network.isFinite) runsDone = 0;
    else if (++runsDone === startRuns) {
      runsDone = 0;
      cache.storeStart(network);
    } else partial = network.saveState(partial);
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
      if (!cache.recallStart(network) || !cache.isExact) {
        if (!begun.every((value, i) => value === start[i])) runsDone = 0;
        return runStart();
      }
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
      runsDone = 0;
    },
  };
}
