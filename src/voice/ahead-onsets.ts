import type { RunQueue, RunTicket, StateSlot } from '../contracts/run-queue.ts';
import { ONSET_TOLERANCE, onsetDistance } from './onset-cache.ts';

/** Onsets in the cache, and runs of first hops that may be under way at a time. */
const SIZE = 8;
const PENDING = 8;

/** A note's onset: network inputs (NaN marks none), states after them, and the first hop's output once it is there. */
export interface AheadOnset {
  readonly start: Float32Array;
  readonly hop: Float32Array;
  readonly output: Float32Array;
  readonly afterStart: StateSlot;
  readonly afterHop: StateSlot;
  hasOutput: boolean;
}

/** The run of a first hop, and the sample at which its output counts as known. */
interface PendingOutput {
  onset: AheadOnset;
  ticket: RunTicket;
  dueAt: number;
  isUsed: boolean;
}

export interface AheadOnsetsOptions {
  readonly queue: RunQueue;
  readonly inputSize: number;
}

/**
 * The cache of onsets for a network that runs ahead, as `OnsetCache`: states stay in the network's thread. When an output counts as known
 * depends on samples alone, so that a performance sounds the same however long the runs take. Used by one thread.
 */
export class AheadOnsets {
  readonly #queue: RunQueue;
  readonly #onsets: readonly AheadOnset[];
  readonly #pending: readonly PendingOutput[];
  #oldest = 0;

  constructor({ queue, inputSize }: AheadOnsetsOptions) {
    this.#queue = queue;
    const empty = (): Float32Array => new Float32Array(inputSize).fill(Number.NaN);
    this.#onsets = Array.from({ length: SIZE }, () => ({
      start: empty(),
      hop: empty(),
      output: new Float32Array(queue.outputSize),
      afterStart: queue.createSlot(),
      afterHop: queue.createSlot(),
      hasOutput: false,
    }));
    const [onset] = this.#onsets;
    this.#pending = Array.from({ length: PENDING }, () => ({ onset, ticket: 0, dueAt: 0, isUsed: false }));
  }

  /** The onset that begins with `start`: an exact match, else the nearest within the tolerance, one with an output first. */
  find(start: Float32Array): AheadOnset | undefined {
    let found: AheadOnset | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const onset of this.#onsets) {
      const apart = onsetDistance(onset.start, start);
      const rank = apart === 0 || onset.hasOutput ? apart : apart + ONSET_TOLERANCE;
      if (!(rank < lowest)) continue;
      lowest = rank;
      found = onset;
    }
    return found;
  }

  isExact(onset: AheadOnset, start: Float32Array): boolean {
    return onsetDistance(onset.start, start) === 0;
  }

  /** Whether the onset's output for `hop`, or for one within the tolerance, is known. */
  hasHop(onset: AheadOnset, hop: Float32Array): boolean {
    return onset.hasOutput && onsetDistance(onset.hop, hop) <= ONSET_TOLERANCE;
  }

  /** Whether this exact first hop is known or under way. */
  hasExactHop(onset: AheadOnset, hop: Float32Array): boolean {
    return onsetDistance(onset.hop, hop) === 0;
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
    this.#forgetHop(onset);
    return onset;
  }

  /** Notes that `ticket` runs the first hop `hop` of `onset`; its output counts as known at sample `dueAt`. Saves the state after it. */
  expect(onset: AheadOnset, hop: Float32Array, { ticket, dueAt }: { ticket: RunTicket; dueAt: number }): void {
    const free = this.#pending.find((pending) => !pending.isUsed);
    if (free === undefined) return;
    this.#forgetHop(onset);
    onset.hop.set(hop);
    this.#queue.save(onset.afterHop);
    free.onset = onset;
    free.ticket = ticket;
    free.dueAt = dueAt;
    free.isUsed = true;
  }

  /** Takes the outputs that are due at sample `now`; waits for them where `waits` is true. */
  settle(now: number, waits: boolean): void {
    for (const pending of this.#pending) {
      if (!pending.isUsed || pending.dueAt > now) continue;
      if (waits) this.#queue.wait(pending.ticket);
      else if (!this.#queue.isDone(pending.ticket)) continue;
      pending.isUsed = false;
      const { onset } = pending;
      if (this.#queue.read(pending.ticket, onset.output)) onset.hasOutput = true;
      else this.#forgetHop(onset);
    }
  }

  clear(): void {
    for (const pending of this.#pending) pending.isUsed = false;
    for (const onset of this.#onsets) {
      onset.start.fill(Number.NaN);
      this.#forgetHop(onset);
    }
    this.#oldest = 0;
  }

  #forgetHop(onset: AheadOnset): void {
    onset.hop.fill(Number.NaN);
    onset.hasOutput = false;
    for (const pending of this.#pending) if (pending.onset === onset) pending.isUsed = false;
  }
}
