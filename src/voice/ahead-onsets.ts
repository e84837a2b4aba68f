import type { RunQueue, RunTicket, StateSlot } from '../contracts/run-queue.ts';
import { ONSET_TOLERANCE, onsetDistance } from './onset-cache.ts';

/** Onsets in the cache, and runs of first hops that may be under way at a time. */
const SIZE = 8;
const PENDING = 8;

/** A note's onset: network inputs (NaN marks none), states after them, and the first hops' outputs once they are there. */
export interface AheadOnset {
  readonly start: Float32Array;
  /** The inputs of the first hops, and their outputs, one after the other. */
  readonly hops: Float32Array;
  readonly outputs: Float32Array;
  readonly afterStart: StateSlot;
  readonly afterHops: StateSlot;
  hasOutputs: boolean;
}

/** The runs of first hops, and the sample at which their outputs count as known. */
interface PendingOutputs {
  onset: AheadOnset;
  /** Of the first of them; the others follow it. */
  ticket: RunTicket;
  dueAt: number;
  isUsed: boolean;
}

export interface AheadOnsetsOptions {
  readonly queue: RunQueue;
  readonly inputSize: number;
  /** First hops of an onset. */
  readonly hops: number;
}

/**
 * The cache of onsets for a network that runs ahead, as `OnsetCache`: states stay in the network's thread. When an output counts as known
 * depends on samples alone, so that a performance sounds the same however long the runs take. Used by one thread.
 */
export class AheadOnsets {
  readonly #queue: RunQueue;
  readonly #onsets: readonly AheadOnset[];
  readonly #pending: readonly PendingOutputs[];
  readonly #hops: number;
  readonly #output: Float32Array;
  #oldest = 0;

  constructor({ queue, inputSize, hops }: AheadOnsetsOptions) {
    this.#queue = queue;
    this.#hops = hops;
    this.#output = new Float32Array(queue.outputSize);
    const empty = (count: number): Float32Array => new Float32Array(count * inputSize).fill(Number.NaN);
    this.#onsets = Array.from({ length: SIZE }, () => ({
      start: empty(1),
      hops: empty(hops),
      outputs: new Float32Array(hops * queue.outputSize),
      afterStart: queue.createSlot(),
      afterHops: queue.createSlot(),
      hasOutputs: false,
    }));
    const [onset] = this.#onsets;
    this.#pending = Array.from({ length: PENDING }, () => ({ onset, ticket: 0, dueAt: 0, isUsed: false }));
  }

  /** The onset that begins with `start`: an exact match, else the nearest within the tolerance, one with outputs first. */
  find(start: Float32Array): AheadOnset | undefined {
    let found: AheadOnset | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const onset of this.#onsets) {
      const apart = onsetDistance(onset.start, start);
      const rank = apart === 0 || onset.hasOutputs ? apart : apart + ONSET_TOLERANCE;
      if (!(rank < lowest)) continue;
      lowest = rank;
      found = onset;
    }
    return found;
  }

  isExact(onset: AheadOnset, start: Float32Array): boolean {
    return onsetDistance(onset.start, start) === 0;
  }

  /** Whether the onset's outputs for `hops`, or for some within the tolerance, are known. */
  hasHops(onset: AheadOnset, hops: Float32Array): boolean {
    return onset.hasOutputs && onsetDistance(onset.hops, hops) <= ONSET_TOLERANCE;
  }

  /** Whether exactly these first hops are known or under way. */
  hasExactHops(onset: AheadOnset, hops: Float32Array): boolean {
    return onsetDistance(onset.hops, hops) === 0;
  }

  /** Whether a first frame is cached with each value within `tolerance` standard deviations. */
  hasStart(start: Float32Array, tolerance: number): boolean {
    for (const onset of this.#onsets) if (onsetDistance(onset.start, start) <= tolerance) return true;
    return false;
  }

  /** Takes the oldest onset for another first frame; the caller queues its run and saves the state to `afterStart`. */
  take(start: Float32Array): AheadOnset {
    const onset = this.#onsets[this.#oldest];
    this.#oldest = (this.#oldest + 1) % SIZE;
    onset.start.set(start);
    this.#forgetHops(onset);
    return onset;
  }

  /** Notes that `ticket` and those after it run the first hops of `onset`; their outputs count as known at sample `dueAt`. Saves the state after them. */
  expect(onset: AheadOnset, hops: Float32Array, { ticket, dueAt }: { ticket: RunTicket; dueAt: number }): void {
    const free = this.#pending.find((pending) => !pending.isUsed);
    if (free === undefined) return;
    this.#forgetHops(onset);
    onset.hops.set(hops);
    this.#queue.save(onset.afterHops);
    free.onset = onset;
    free.ticket = ticket;
    free.dueAt = dueAt;
    free.isUsed = true;
  }

  /** Takes the outputs that are due at sample `now`; waits for them where `waits` is true. */
  settle(now: number, waits: boolean): void {
    for (const pending of this.#pending) {
      if (!pending.isUsed || pending.dueAt > now) continue;
      const last = pending.ticket + this.#hops - 1;
      if (waits) this.#queue.wait(last);
      else if (!this.#queue.isDone(last)) continue;
      pending.isUsed = false;
      const { onset } = pending;
      onset.hasOutputs = this.#read(pending);
      if (!onset.hasOutputs) this.#forgetHops(onset);
    }
  }

  clear(): void {
    for (const pending of this.#pending) pending.isUsed = false;
    for (const onset of this.#onsets) {
      onset.start.fill(Number.NaN);
      this.#forgetHops(onset);
    }
    this.#oldest = 0;
  }

  /** Copies the outputs to the onset; returns whether all are finite. */
  #read({ onset, ticket }: PendingOutputs): boolean {
    const { outputSize } = this.#queue;
    for (let h = 0; h < this.#hops; h++) {
      if (!this.#queue.read(ticket + h, this.#output)) return false;
      onset.outputs.set(this.#output, h * outputSize);
    }
    return true;
  }

  #forgetHops(onset: AheadOnset): void {
    onset.hops.fill(Number.NaN);
    onset.hasOutputs = false;
    for (const pending of this.#pending) if (pending.onset === onset) pending.isUsed = false;
  }
}
