import { fromErrorData } from '../contracts/error-data.ts';
import type { Command } from './commands.ts';
import { createDeckPool, type DeckPool } from './deck-pool.ts';
import type { EngineEvent } from './engine-event.ts';
import { type EngineMemory, TRANSPORT_SIZE } from './engine-memory.ts';
import type { ProgramSpec } from './program.ts';
import { openSeqlock, type Seqlock } from './seqlock.ts';
import type { StartThread, Thread } from './thread.ts';
import type { RenderThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** Default of `hungMs`. */
const HUNG_MS = 300;
/** A cross-fade between decks has certainly ended this long after its start, ms. */
const SETTLED_MS = 100;

export interface RenderWorkersOptions {
  readonly startThread: StartThread;
  readonly memory: EngineMemory;
  readonly block: RenderThreadData['block'];
  readonly performance: RenderThreadData['performance'];
  /** The current settings, for each thread that starts. */
  readonly settings: () => RenderThreadData['settings'];
  readonly hasFallback: boolean;
  /** A render thread that makes no block for this long while the sink goes on has hung, ms. Default 300. */
  readonly hungMs?: number | undefined;
  /** Whether the engine is stopping: a thread that fails is then not replaced. */
  readonly isStopping: () => boolean;
  readonly onEvent: (event: EngineEvent) => void;
  /** Called when a render thread has failed and could not be replaced. */
  readonly onLost: (error: Error, program: ProgramSpec) => void;
}

/** The render threads, one a deck: starts them, lets the latest one take over, replaces those that fail. Main thread. */
export interface RenderWorkers {
  /** Starts a render thread on a free deck; false when all decks are taken. */
  start(program: ProgramSpec, isFallback?: boolean): boolean;
  /** Starts a program, as soon as a deck is free; of those that wait, the latest one alone is started. */
  play(program: ProgramSpec): void;
  /** Kills every render thread and starts its program again: the blocks that it had rendered are lost. */
  restartAll(): void;
  /** Stops superseded render threads and replaces hung ones. Call every 50 ms. */
  check(): void;
  send(command: Command): void;
  readonly threads: readonly Thread[];
  /** Whether a thread plays a model or is about to, or a model waits for a deck. */
  readonly playsModel: boolean;
}

/** One render thread and its deck. */
interface Worker {
  readonly program: ProgramSpec;
  readonly isFallback: boolean;
  readonly deck: number;
  readonly thread: Thread;
  /** Heartbeat counter of the deck at the last check. */
  beats: number;
  /** When the heartbeat last advanced; Infinity until the first block. */
  aliveMs: number;
  /** When the thread began to play; Infinity until then. */
  startedMs: number;
}

export function createRenderWorkers(options: RenderWorkersOptions): RenderWorkers {
  return new RenderWorkerPool(options);
}

class RenderWorkerPool implements RenderWorkers {
  readonly #options: RenderWorkersOptions;
  readonly #pool: DeckPool;
  readonly #workers = new Set<Worker>();
  readonly #transport: Seqlock;
  readonly #transportRecord = new Float64Array(TRANSPORT_SIZE);
  #lastPosition = -1;
  #restarts = 0;
  /** The program that waits for a deck. */
  #waiting: ProgramSpec | undefined;

  constructor(options: RenderWorkersOptions) {
    this.#options = options;
    this.#pool = createDeckPool(options.memory.decks);
    this.#transport = openSeqlock(options.memory.transport);
  }

  start(program: ProgramSpec, isFallback = false): boolean {
    const deck = this.#pool.take();
    if (deck === undefined) return false;
    const { startThread, memory, block, settings, performance } = this.#options;
    const worker: Worker = {
      program,
      isFallback,
      deck,
      beats: 0,
      aliveMs: Number.POSITIVE_INFINITY,
      startedMs: Number.POSITIVE_INFINITY,
      thread: startThread({
        data: { role: 'render', memory, deck, block, program, isFallback, settings: settings(), performance },
        onMessage: (message) => this.#handleMessage(worker, message),
        onUnexpectedExit: (error) =>
          this.#replace(worker, error ?? new Error('the render thread has ended unexpectedly')),
      }),
    };
    this.#workers.add(worker);
    return true;
  }

  play(program: ProgramSpec): void {
    this.#waiting = this.start(program) ? undefined : program;
  }

  restartAll(): void {
    const chosen = this.#waiting;
    for (const worker of [...this.#workers]) {
      worker.thread.kill();
      this.#remove(worker);
      // The decks of killed threads are free a moment later; the latest program is the one to wait for.
      if (!this.start(worker.program, worker.isFallback)) this.#waiting = chosen ?? worker.program;
    }
  }

  check(): void {
    if (this.#waiting !== undefined) this.play(this.#waiting);
    const { hungMs = HUNG_MS } = this.#options;
    const nowMs = performance.now();
    const lead = [...this.#workers].find(({ deck }) => deck === this.#pool.leader);
    const isMoving = this.#transport.read(this.#transportRecord) && this.#transportRecord[0] !== this.#lastPosition;
    this.#lastPosition = this.#transportRecord[0];
    for (const worker of this.#workers) {
      const { beats } = this.#pool.decks[worker.deck];
      if (beats !== worker.beats || !isMoving) {
        worker.beats = beats;
        if (Number.isFinite(worker.startedMs)) worker.aliveMs = nowMs;
      }
      const isSuperseded = lead !== undefined && this.#generationOf(worker) < this.#generationOf(lead);
      if (isSuperseded && nowMs - lead.startedMs > SETTLED_MS) this.#stop(worker);
      else if (nowMs - worker.aliveMs > hungMs) {
        this.#replace(worker, new Error(`the render thread has not responded for ${hungMs} ms`));
      }
    }
  }

  send(command: Command): void {
    for (const { thread } of this.#workers) thread.send(command);
  }

  get threads(): readonly Thread[] {
    return [...this.#workers].map(({ thread }) => thread);
  }

  get playsModel(): boolean {
    return this.#waiting?.kind === 'model' || [...this.#workers].some(({ program }) => program.kind === 'model');
  }

  #handleMessage(worker: Worker, message: ThreadMessage): void {
    if (message.kind === 'failed') this.#replace(worker, fromErrorData(message.error));
    if (message.kind !== 'started' || !this.#workers.has(worker)) return;
    if (this.#isSuperseded(worker)) {
      this.#stop(worker);
      return;
    }
    worker.startedMs = worker.aliveMs = performance.now();
    const { program, isFallback } = worker;
    const { latencyFrames, notice } = message;
    this.#options.onEvent({ kind: 'playing', program, isFallback, latencyFrames, notice });
  }

  #generationOf({ deck }: Worker): number {
    return this.#pool.decks[deck].generation;
  }

  /** Whether a thread that was started later plays already: the mixer would not play this one. */
  #isSuperseded(worker: Worker): boolean {
    return [...this.#workers].some(
      (other) => Number.isFinite(other.startedMs) && this.#generationOf(other) > this.#generationOf(worker),
    );
  }

  #stop(worker: Worker): void {
    worker.thread.send({ kind: 'stop' });
    this.#remove(worker);
  }

  /** Frees the deck once its thread has ended. */
  #remove(worker: Worker): void {
    if (!this.#workers.delete(worker)) return;
    void worker.thread.ended.then(() => this.#pool.free(worker.deck));
  }

  /**
   * Replaces a thread that has crashed or hung. Where the accelerator has a fallback, that plays from now on; otherwise the
   * program is started again, once. A thread that never played, or fails a second time, is lost.
   */
  #replace(worker: Worker, error: Error): void {
    if (!this.#workers.has(worker)) return;
    this.#remove(worker);
    worker.thread.kill();
    const { hasFallback, isStopping, onEvent, onLost } = this.#options;
    if (isStopping()) return;
    const { program, isFallback } = worker;
    if (hasFallback && !isFallback && program.kind === 'model' && this.#hasOrStartsFallback(program)) {
      onEvent({ kind: 'fallback', error });
      return;
    }
    const hasPlayed = Number.isFinite(worker.startedMs);
    if (hasPlayed && this.#restarts++ === 0 && this.#startsAgain(worker)) {
      onEvent({ kind: 'restarted', role: 'render', error });
    } else onLost(error, program);
  }

  /** True when the program starts again, or waits for a deck; false when another program waits already. */
  #startsAgain({ program, isFallback }: Worker): boolean {
    if (this.start(program, isFallback)) return true;
    if (this.#waiting !== undefined) return false;
    this.#waiting = program;
    return true;
  }

  /** True when the fallback plays the program or begins to; false when no deck is free for it. */
  #hasOrStartsFallback(program: ProgramSpec): boolean {
    const isRunning = [...this.#workers].some((other) => other.isFallback && other.program === program);
    return isRunning || this.start(program, true);
  }
}
