import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { StateSnapshot } from '../../contracts/accelerator.ts';
import { fromErrorData } from '../../contracts/error-data.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import {
  KEPT_RUNS,
  type QueuedSession,
  type RunQueue,
  type RunTicket,
  type StateSlot,
} from '../../contracts/run-queue.ts';
import {
  CALLER_SLOT,
  type NetworkArrays,
  type NetworkMemory,
  OPERATION,
  openNetworkMemory,
  QUEUE_SIZE,
  RESULT,
  SLOTS,
  WORD,
} from './network-memory.ts';
import type { NetworkMessage } from './network-message.ts';

/** A network that gives no answer for this long has hung, ms. */
const HUNG_MS = 10_000;
/** The same for a caller that polls, ms: the engine then replaces its thread. */
const STUCK_MS = 2000;
/** Operations that a note's start and a prefetch take at most, and runs among them. */
const ROOM = 96;
const RUNS_ROOM = 48;

/** Opens the caller's side of a network's thread. `close` ends the thread. */
export function openNetworkQueue(options: {
  readonly memory: NetworkMemory;
  readonly port: MessagePort;
  readonly end: () => Promise<void>;
}): QueuedSession {
  const { memory, port, end } = options;
  const arrays = openNetworkMemory(memory);
  const queue = new NetworkQueue(arrays, port);
  const privately = (tensors: readonly (readonly [string, number])[]) =>
    new Map(tensors.map(([name, length]) => [name, new Float32Array(length)]));
  const inputs = privately(memory.layout.inputs);
  const outputs = privately(memory.layout.outputs);
  let closed: Promise<void> | undefined;

  function execute(code: number): void {
    if (closed !== undefined) {
      throw new NeurorackError('device-fault', 'the session is closed', { remedy: 'open a new session' });
    }
    for (const [i, values] of [...inputs.values()].entries()) arrays.inputs[i].set(values);
    queue.execute(code);
    for (const [i, values] of [...inputs.values()].entries()) values.set(arrays.inputs[i]);
    for (const [i, values] of [...outputs.values()].entries()) values.set(arrays.outputs[i]);
  }

  return {
    inputs,
    outputs,
    queue,
    notice: memory.notice,
    run: () => execute(OPERATION.runAll),
    resetState: () => execute(OPERATION.reset),
    warmUp: async () => execute(OPERATION.warmUp),
    saveState: (into = privately(memory.layout.state)) => {
      const slot = arrays.slots[CALLER_SLOT];
      checkSnapshot(into, memory);
      execute(OPERATION.saveAll);
      for (const [name, values] of slot) into.get(name)?.set(values);
      return into;
    },
    loadState: (snapshot) => {
      checkSnapshot(snapshot, memory);
      for (const [name, values] of arrays.slots[CALLER_SLOT]) values.set(snapshot.get(name) ?? values);
      execute(OPERATION.loadAll);
    },
    close: () => {
      closed ??= end();
      return closed;
    },
  };
}

function checkSnapshot(snapshot: StateSnapshot, { layout }: NetworkMemory): void {
  for (const [name, length] of layout.state) {
    if (snapshot.get(name)?.length === length) continue;
    throw new NeurorackError('bad-input', `the state snapshot does not fit this network at ${name}`, {
      remedy: 'load only snapshots saved from a session of the same artifact',
    });
  }
}

class NetworkQueue implements RunQueue {
  readonly input: Float32Array;
  readonly outputSize: number;
  isMuted = false;
  readonly #arrays: NetworkArrays;
  readonly #port: MessagePort;
  /** The operation of each run that is kept. */
  readonly #operations = new Int32Array(KEPT_RUNS);
  /** 1 for each run that is kept and was muted. */
  readonly #muted = new Uint8Array(KEPT_RUNS);
  #queued = 0;
  #runs = 0;
  /** Operations that had ended at the last poll, and since when. */
  #endedBefore = -1;
  #endedSinceMs = 0;
  #slots = 0;

  constructor(arrays: NetworkArrays, port: MessagePort) {
    this.#arrays = arrays;
    this.#port = port;
    this.input = new Float32Array(arrays.x[0].length);
    this.outputSize = arrays.y[0].length;
  }

  get hasRoom(): boolean {
    const { words } = this.#arrays;
    const isFree = QUEUE_SIZE - ((this.#queued - Atomics.load(words, WORD.ended)) | 0) >= ROOM;
    const oldest = this.#runs + RUNS_ROOM - KEPT_RUNS;
    return isFree && (oldest < 0 || this.#hasEnded(this.#operations[oldest % KEPT_RUNS]));
  }

  get runs(): number {
    return Atomics.load(this.#arrays.words, WORD.runs);
  }

  get busyUs(): number {
    return this.#arrays.busyUs[0];
  }

  get faults(): number {
    return Atomics.load(this.#arrays.words, WORD.faults);
  }

  run(): RunTicket {
    const run = this.#runs++;
    this.#muted[run % KEPT_RUNS] = this.isMuted ? 1 : 0;
    this.#operations[run % KEPT_RUNS] = (this.#queued - 1) | 0;
    if (this.isMuted) return run;
    this.#arrays.x[run % KEPT_RUNS].set(this.input);
    this.#operations[run % KEPT_RUNS] = this.#queue(OPERATION.run, run);
    return run;
  }

  drop(ticket: RunTicket): void {
    const operation = this.#operations[ticket % KEPT_RUNS];
    if (this.#muted[ticket % KEPT_RUNS] === 0 && !this.#hasEnded(operation))
      Atomics.store(this.#arrays.codes, place(operation), OPERATION.skip);
  }

  isDone(ticket: RunTicket): boolean {
    if (this.#muted[ticket % KEPT_RUNS] === 1) return true;
    const operation = this.#operations[ticket % KEPT_RUNS];
    if (!this.#hasEnded(operation)) {
      if (Atomics.load(this.#arrays.words, WORD.isLost) === 1) throw this.#error();
      this.#checkProgress();
      return false;
    }
    if (Atomics.load(this.#arrays.results, place(operation)) === RESULT.failed) throw this.#error();
    return true;
  }

  wait(ticket: RunTicket): void {
    if (this.#muted[ticket % KEPT_RUNS] === 1) return;
    this.#wait(this.#operations[ticket % KEPT_RUNS]);
    this.isDone(ticket);
  }

  read(ticket: RunTicket, into: Float32Array): boolean {
    if (this.#muted[ticket % KEPT_RUNS] === 1) {
      into.fill(0);
      return true;
    }
    into.set(this.#arrays.y[ticket % KEPT_RUNS]);
    const operation = this.#operations[ticket % KEPT_RUNS];
    return Atomics.load(this.#arrays.results, place(operation)) === RESULT.finite;
  }

  createSlot(): StateSlot {
    if (this.#slots < SLOTS) return this.#slots++;
    throw new NeurorackError('busy', `the network's thread keeps ${SLOTS} copies of its state`, {
      remedy: 'open another session',
    });
  }

  save(slot: StateSlot): void {
    if (!this.isMuted) this.#queue(OPERATION.save, slot);
  }

  load(slot: StateSlot): void {
    if (!this.isMuted) this.#queue(OPERATION.load, slot);
  }

  setSilence(slot: StateSlot): void {
    Atomics.store(this.#arrays.words, WORD.silence, slot);
  }

  requestRealtime(): void {
    Atomics.store(this.#arrays.words, WORD.wantsRealtime, 1);
  }

  /** Executes an operation with all tensors and waits for its end. */
  execute(code: number): void {
    const operation = this.#queue(code, 0);
    this.#wait(operation);
    if (Atomics.load(this.#arrays.results, place(operation)) === RESULT.failed) throw this.#error();
  }

  #queue(code: number, operand: number): number {
    const { words, codes, operands, results } = this.#arrays;
    const operation = this.#queued;
    const at = place(operation);
    // A caller that has looked for room never waits here.
    if (((operation - Atomics.load(words, WORD.ended)) | 0) >= QUEUE_SIZE) this.#wait((operation - QUEUE_SIZE) | 0);
    if (operation === Atomics.load(words, WORD.ended)) this.#endedBefore = -1;
    operands[at] = operand;
    Atomics.store(results, at, RESULT.pending);
    Atomics.store(codes, at, code);
    this.#queued = (operation + 1) | 0;
    Atomics.store(words, WORD.queued, this.#queued);
    Atomics.notify(words, WORD.queued);
    return operation;
  }

  #hasEnded(operation: number): boolean {
    return ((Atomics.load(this.#arrays.words, WORD.ended) - operation) | 0) > 0;
  }

  #wait(operation: number): void {
    const { words } = this.#arrays;
    const endMs = performance.now() + HUNG_MS;
    while (!this.#hasEnded(operation)) {
      if (Atomics.load(words, WORD.isLost) === 1) throw this.#error();
      const ended = Atomics.load(words, WORD.ended);
      if (((ended - operation) | 0) > 0) return;
      Atomics.wait(words, WORD.ended, ended, 100);
      if (performance.now() > endMs) throw notAnswered(HUNG_MS);
    }
  }

  #checkProgress(): void {
    const ended = Atomics.load(this.#arrays.words, WORD.ended);
    const nowMs = performance.now();
    if (ended !== this.#endedBefore) {
      this.#endedBefore = ended;
      this.#endedSinceMs = nowMs;
    } else if (nowMs - this.#endedSinceMs > STUCK_MS) throw notAnswered(STUCK_MS);
  }

  /** The error that the thread has posted. */
  #error(): NeurorackError {
    const received: { readonly message: NetworkMessage } | undefined = receiveMessageOnPort(this.#port);
    if (received?.message.kind === 'failed') return fromErrorData(received.message.error);
    return new NeurorackError('device-fault', 'the thread of the network has ended', {
      remedy: 'start the instrument again; if it happens again, report it',
    });
  }
}

const notAnswered = (ms: number): NeurorackError =>
  new NeurorackError('timeout', `the network's thread has not answered for ${ms / 1000} s`, {
    remedy: 'start the instrument again; if it happens again, play another model or accelerator',
  });

const place = (operation: number): number => (operation >>> 0) % QUEUE_SIZE;
