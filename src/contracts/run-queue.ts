import type { InferenceSession } from './accelerator.ts';

/** Number of a run, in the order of the queue. */
export type RunTicket = number;

/** Number of a place in the network's memory that holds a copy of the state. */
export type StateSlot = number;

/**
 * Runs of a network on another thread, in order, with one caller. Every call but `wait` returns at once and allocates nothing; what is
 * queued is executed in the order of the calls, so that a state that was saved can be loaded before the save has taken place.
 */
export interface RunQueue {
  /** Input of the next run, one hop; `run` copies it. */
  readonly input: Float32Array;
  /** Values of an output. */
  readonly outputSize: number;
  /** Whether the operations of one more note and one more onset fit. */
  readonly hasRoom: boolean;
  /** While true, nothing is queued and runs are acknowledged with zeros: for code that only warms up. */
  isMuted: boolean;
  /** Queues a run on `input`. Output that is not finite resets the state to that of `setSilence`. */
  run(): RunTicket;
  /** Skips a run that has not begun; the state stays as before it, and its output is not to be read. */
  drop(ticket: RunTicket): void;
  /**
   * Whether a run has ended. Does not wait.
   *
   * @throws NeurorackError 'device-fault' or 'timeout' when it has failed, or the thread has ended
   */
  isDone(ticket: RunTicket): boolean;
  /** Waits until a run has ended. @throws NeurorackError as `isDone` */
  wait(ticket: RunTicket): void;
  /**
   * Copies the output of a run that is done, of the last `KEPT_RUNS`, to `into`.
   *
   * @returns whether the output was finite
   */
  read(ticket: RunTicket, into: Float32Array): boolean;
  /** Runs that have ended, their time in µs, and those whose output was not finite. */
  readonly runs: number;
  readonly busyUs: number;
  readonly faults: number;
  /** Reserves a place for a copy of the state. @throws NeurorackError 'busy' when all are taken */
  createSlot(): StateSlot;
  /** Queues a copy of the state to a slot. */
  save(slot: StateSlot): void;
  /** Queues a copy of a slot to the state. */
  load(slot: StateSlot): void;
  /** The state after silence. */
  setSilence(slot: StateSlot): void;
  /** Requests real-time scheduling below that of the caller's thread. */
  requestRealtime(): void;
}

/** A session whose network runs on a thread of its own. Its other calls wait for that thread. */
export interface QueuedSession extends InferenceSession {
  readonly queue: RunQueue;
}

/** Runs whose outputs a queue keeps. */
export const KEPT_RUNS = 128;
