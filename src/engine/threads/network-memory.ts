import type { InferenceSession } from '../../contracts/accelerator.ts';
import { KEPT_RUNS } from '../../contracts/run-queue.ts';

/** Operations that a queue holds. */
export const QUEUE_SIZE = 256;
/** Copies of the state. */
export const SLOTS = 48;
/** Words of the header. */
export const WORD = {
  /** Operations queued and ended so far, modulo 2^32. */
  queued: 0,
  ended: 1,
  isStopped: 2,
  silence: 3,
  wantsRealtime: 4,
  runs: 5,
  faults: 6,
  /** 1 once the thread has ended or failed: its port has the error. */
  isLost: 7,
} as const;
/** Operations; `argument` is a run's number or a slot. */
export const OPERATION = {
  skip: 0,
  run: 1,
  save: 2,
  load: 3,
  runAll: 4,
  reset: 5,
  warmUp: 6,
  saveAll: 7,
  loadAll: 8,
} as const;
/** Results of a run or an operation. */
export const RESULT = { pending: 0, finite: 1, notFinite: 2, failed: 3 } as const;

const WORDS = 16;

/** Names and lengths of a session's tensors and of its state, in their order. */
export interface NetworkLayout {
  readonly inputs: readonly (readonly [string, number])[];
  readonly outputs: readonly (readonly [string, number])[];
  readonly state: readonly (readonly [string, number])[];
}

/** The memory that a network's thread shares with its caller, and what lies in it. */
export interface NetworkMemory {
  readonly layout: NetworkLayout;
  readonly notice: string | undefined;
  readonly control: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

/** The same memory as arrays. */
export interface NetworkArrays {
  readonly words: Int32Array;
  /** By operation, modulo `QUEUE_SIZE`. */
  readonly codes: Int32Array;
  readonly operands: Int32Array;
  readonly results: Int32Array;
  /** Time of all runs, µs. */
  readonly busyUs: Float64Array;
  /** By run, modulo `KEPT_RUNS`. */
  readonly x: readonly Float32Array[];
  readonly y: readonly Float32Array[];
  /** All tensors, for operations that the caller waits for. */
  readonly inputs: readonly Float32Array[];
  readonly outputs: readonly Float32Array[];
  /** A copy of the state each, by tensor; the last slot is the caller's, which waits for it. */
  readonly slots: readonly ReadonlyMap<string, Float32Array>[];
}

export const CALLER_SLOT = SLOTS;

export function createNetworkMemory(session: InferenceSession): NetworkMemory {
  const lengths = (tensors: ReadonlyMap<string, Float32Array>) =>
    [...tensors].map(([name, values]) => [name, values.length] as const);
  const layout = {
    inputs: lengths(session.inputs),
    outputs: lengths(session.outputs),
    state: lengths(session.saveState()),
  };
  const sum = (tensors: readonly (readonly [string, number])[]) =>
    tensors.reduce((total, [, length]) => total + length, 0);
  const perRun = lengthOf(layout.inputs, 'x') + lengthOf(layout.outputs, 'y');
  const values = KEPT_RUNS * perRun + sum(layout.inputs) + sum(layout.outputs) + (SLOTS + 1) * sum(layout.state);
  return {
    layout,
    notice: session.notice,
    control: new SharedArrayBuffer(8 + 4 * (WORDS + 3 * QUEUE_SIZE)),
    data: new SharedArrayBuffer(4 * values),
  };
}

export function openNetworkMemory({ layout, control, data }: NetworkMemory): NetworkArrays {
  const words = (at: number, length: number) => new Int32Array(control, 8 + 4 * at, length);
  let at = 0;
  const take = (length: number): Float32Array => {
    const taken = new Float32Array(data, 4 * at, length);
    at += length;
    return taken;
  };
  const runs = Array.from({ length: KEPT_RUNS }, (_, n) => n);
  const [x, y] = [lengthOf(layout.inputs, 'x'), lengthOf(layout.outputs, 'y')];
  return {
    busyUs: new Float64Array(control, 0, 1),
    words: words(0, WORDS),
    codes: words(WORDS, QUEUE_SIZE),
    operands: words(WORDS + QUEUE_SIZE, QUEUE_SIZE),
    results: words(WORDS + 2 * QUEUE_SIZE, QUEUE_SIZE),
    x: runs.map(() => take(x)),
    y: runs.map(() => take(y)),
    inputs: layout.inputs.map(([, length]) => take(length)),
    outputs: layout.outputs.map(([, length]) => take(length)),
    slots: Array.from({ length: SLOTS + 1 }, () => new Map(layout.state.map(([name, length]) => [name, take(length)]))),
  };
}

function lengthOf(tensors: readonly (readonly [string, number])[], name: string): number {
  return tensors.find(([other]) => other === name)?.[1] ?? 0;
}
