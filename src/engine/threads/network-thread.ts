import type { MessagePort } from 'node:worker_threads';
import type { Accelerator, InferenceSession } from '../../contracts/accelerator.ts';
import { KEPT_RUNS } from '../../contracts/run-queue.ts';
import type { Target } from '../../contracts/target.ts';
import type { ThreadControl } from '../../contracts/thread-control.ts';
import { threadError } from '../thread-message.ts';
import {
  createNetworkMemory,
  type NetworkArrays,
  OPERATION,
  openNetworkMemory,
  QUEUE_SIZE,
  RESULT,
  WORD,
} from './network-memory.ts';
import type { NetworkMessage } from './network-message.ts';

/** Longest wait for an operation before the thread looks whether it has to stop, ms. */
const MAX_WAIT_MS = 100;

/** The network that a thread opens: a model on one of the target's accelerators, or on its fallback. */
export interface NetworkSpec {
  readonly modelsDirectory: string;
  /** Name or folder. */
  readonly model: string;
  /** Samples of a run, where it is not the model's own. */
  readonly hop?: number | undefined;
  readonly accelerator: string | undefined;
  readonly isFallback: boolean;
}

/** The `workerData` of the thread that a render thread starts for its network. */
export interface NetworkThreadData extends NetworkSpec {
  readonly role: 'network';
  /** For messages to the render thread. */
  readonly port: MessagePort;
}

export interface OpenedNetwork {
  /** A run is one hop of the voice. */
  readonly session: InferenceSession;
  /** Runs of the network itself so far, and their time in µs, where one of the voice may take several, or none. */
  readonly times?: { readonly runs: number; readonly us: number } | undefined;
}

/** Opens the session of a network's thread. Implemented by the composition root. */
export type OpenNetwork = (spec: NetworkSpec, accelerator: Accelerator) => Promise<OpenedNetwork>;

export interface NetworkThreadOptions {
  readonly target: Target;
  readonly openNetwork: OpenNetwork;
}

/** Runs a network's thread: opens the session, executes what the caller queues, closes the session. Never throws. */
export async function runNetworkThread(
  { port, ...spec }: NetworkThreadData,
  { target, openNetwork }: NetworkThreadOptions,
): Promise<void> {
  const post = (message: NetworkMessage): void => port.postMessage(message);
  const fallback = spec.isFallback ? target.createFallback?.() : undefined;
  let opened: OpenedNetwork;
  try {
    opened = await openNetwork(spec, fallback ?? target.createAccelerator(spec.accelerator));
  } catch (error) {
    post({ kind: 'failed', error: threadError(error) });
    return;
  }
  const { session } = opened;
  const memory = createNetworkMemory(session);
  const arrays = openNetworkMemory(memory);
  post({ kind: 'ready', memory });
  await serve(new NetworkServer(opened, arrays, target.createThreadControl()), arrays.words, post);
  await session.close();
}

/** Executes operations until the caller stops the thread. */
async function serve(server: NetworkServer, words: Int32Array, post: (message: NetworkMessage) => void): Promise<void> {
  for (;;) {
    const queued = Atomics.load(words, WORD.queued);
    const next = Atomics.load(words, WORD.ended);
    if (queued === next) {
      if (Atomics.load(words, WORD.isStopped) === 1) return;
      Atomics.wait(words, WORD.queued, queued, MAX_WAIT_MS);
      continue;
    }
    try {
      const pending = server.execute(next);
      if (pending !== undefined) await pending;
    } catch (error) {
      server.fail(next);
      post({ kind: 'failed', error: threadError(error) });
    }
    Atomics.store(words, WORD.ended, (next + 1) | 0);
    Atomics.notify(words, WORD.ended);
  }
}

class NetworkServer {
  readonly #session: InferenceSession;
  readonly #times: OpenedNetwork['times'];
  /** Runs of the network at the last look. */
  #timed = 0;
  readonly #arrays: NetworkArrays;
  readonly #threadControl: ThreadControl;
  readonly #input: Float32Array;
  readonly #output: Float32Array;
  readonly #inputs: readonly Float32Array[];
  readonly #outputs: readonly Float32Array[];
  #isRealtime = false;
  /** The run under way. */
  #at = 0;
  #run = 0;
  #since = 0;

  constructor({ session, times }: OpenedNetwork, arrays: NetworkArrays, threadControl: ThreadControl) {
    this.#session = session;
    this.#times = times;
    this.#arrays = arrays;
    this.#threadControl = threadControl;
    this.#inputs = [...session.inputs.values()];
    this.#outputs = [...session.outputs.values()];
    this.#input = session.inputs.get('x') ?? new Float32Array(0);
    this.#output = session.outputs.get('y') ?? new Float32Array(0);
  }

  fail(operation: number): void {
    Atomics.store(this.#arrays.results, place(operation), RESULT.failed);
  }

  execute(operation: number): void | Promise<void> {
    this.#requestRealtime();
    const at = place(operation);
    const { codes, operands, slots } = this.#arrays;
    const operand = operands[at];
    switch (Atomics.load(codes, at)) {
      case OPERATION.run:
        return this.#execute(at, operand);
      case OPERATION.save:
        this.#session.saveState(slots[operand]);
        break;
      case OPERATION.load:
        this.#session.loadState(slots[operand]);
        break;
      case OPERATION.skip:
        break;
      default:
        return this.#executeAll(Atomics.load(codes, at), at);
    }
    this.#finish(at, RESULT.finite);
  }

  #execute(at: number, run: number): void | Promise<void> {
    this.#at = at;
    this.#run = run;
    this.#since = performance.now();
    this.#input.set(this.#arrays.x[run % KEPT_RUNS]);
    const pending = this.#session.run();
    return pending === undefined ? this.#finishRun() : pending.then(this.#finishRun);
  }

  readonly #finishRun = (): void => {
    const { words, y, slots, busyUs } = this.#arrays;
    const times = this.#times;
    busyUs[0] = times?.us ?? busyUs[0] + 1000 * (performance.now() - this.#since);
    Atomics.add(words, WORD.runs, times === undefined ? 1 : times.runs - this.#timed);
    this.#timed = times?.runs ?? 0;
    y[this.#run % KEPT_RUNS].set(this.#output);
    const isOutputFinite = allFinite(this.#output);
    if (!isOutputFinite) {
      Atomics.add(words, WORD.faults, 1);
      this.#session.loadState(slots[Atomics.load(words, WORD.silence)]);
    }
    this.#finish(this.#at, isOutputFinite ? RESULT.finite : RESULT.notFinite);
  };

  /** An operation that the caller waits for: with all tensors, in and out. */
  async #executeAll(code: number, at: number): Promise<void> {
    const session = this.#session;
    const { inputs, outputs, slots } = this.#arrays;
    for (let i = 0; i < inputs.length; i++) this.#inputs[i].set(inputs[i]);
    if (code === OPERATION.runAll) await session.run();
    else if (code === OPERATION.reset) session.resetState();
    else if (code === OPERATION.warmUp) await session.warmUp();
    else if (code === OPERATION.saveAll) session.saveState(slots[slots.length - 1]);
    else if (code === OPERATION.loadAll) session.loadState(slots[slots.length - 1]);
    for (let i = 0; i < inputs.length; i++) inputs[i].set(this.#inputs[i]);
    for (let i = 0; i < outputs.length; i++) outputs[i].set(this.#outputs[i]);
    this.#finish(at, RESULT.finite);
  }

  #finish(at: number, result: number): void {
    Atomics.store(this.#arrays.results, at, result);
  }

  #requestRealtime(): void {
    if (this.#isRealtime || Atomics.load(this.#arrays.words, WORD.wantsRealtime) === 0) return;
    this.#isRealtime = true;
    this.#threadControl.requestRealtime('third');
  }
}

const place = (operation: number): number => (operation >>> 0) % QUEUE_SIZE;

function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
