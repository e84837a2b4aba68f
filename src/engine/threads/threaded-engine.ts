import type { ControlSettings } from '../../control/settings.ts';
import type { Command } from '../commands.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { ThreadRole } from '../engine-event.ts';
import { createEngineMemory } from '../engine-memory.ts';
import { MemoryEngine } from '../memory-engine.ts';
import type { ProgramSpec } from '../program.ts';
import { createRenderWorkers, type RenderWorkers } from '../render-workers.ts';
import type { StartThread, Thread } from '../thread.ts';
import type { AudioThreadData } from '../thread-data.ts';
import type { PreparedThreads } from './prepared-threads.ts';
import { stopThreads } from './stop-threads.ts';
import { startSupervisedThread } from './supervised-thread.ts';
import { openWake, type Wake } from './wake.ts';
import { startWorkerThread } from './worker-thread.ts';
import { fillYoungGenerations, keepYoungGenerations } from './young-generation.ts';

/** Interval at which the main thread checks the render threads, ms. */
const CHECK_MS = 50;

export interface ThreadedEngineOptions extends EngineOptions {
  /** Entry of Node's worker threads, which passes its `workerData` to `runThread`. */
  readonly threadFile: string | URL;
  /** Threads that have started already; those that are left once the program starts are ended. */
  readonly prepared?: PreparedThreads | undefined;
}

/** Starts control, render and audio threads; the first sound can be played after the first 'playing' event. */
export function startEngine(options: ThreadedEngineOptions): Engine {
  fillYoungGenerations();
  return new ThreadedEngine(options);
}

class ThreadedEngine extends MemoryEngine implements Engine {
  readonly #options: ThreadedEngineOptions;
  readonly #workers: RenderWorkers;
  readonly #audio: Thread;
  readonly #control: Thread;
  readonly #wake: Wake;
  readonly #checking: NodeJS.Timeout;
  readonly #startThread: StartThread = (thread) =>
    startWorkerThread(this.#options.threadFile, thread, this.#options.prepared);
  #settings: ControlSettings;
  #gain: number;
  #sink: Pick<AudioThreadData, 'sink' | 'bufferFrames'>;
  #isClocked = false;
  #hasBegun = false;
  /** The program that was chosen last before the sink opened. */
  #firstExchange: ProgramSpec | undefined;
  #endTimer: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: ThreadedEngineOptions) {
    super(createEngineMemory());
    this.#wake = openWake(this.memory.controlWake);
    this.#options = options;
    this.#settings = options.settings;
    this.#gain = options.gain ?? 1;
    this.#sink = { sink: options.sink, bufferFrames: options.bufferFrames };
    this.#workers = this.#createWorkers();
    this.#audio = this.#startAudio();
    this.#control = this.#startControl();
    this.#checking = setInterval(() => {
      keepYoungGenerations();
      this.#workers.check();
    }, CHECK_MS);
  }

  send(command: Command): void {
    if (command.kind === 'settings') this.#settings = command.settings;
    // Only where it concerns a thread: each message that one receives is garbage there.
    if (command.kind === 'patch' || command.kind === 'map') this.#workers.send(command);
    else {
      this.#control.send(command);
      this.#wake.call();
    }
  }

  setSink(sink: string, bufferFrames: number | undefined): void {
    if (this.#options.isSinkOptional !== true) return;
    this.#sink = { sink, bufferFrames };
    this.#audio.send({ kind: 'sink', sink, bufferFrames });
  }

  setGain(gain: number): void {
    this.#gain = gain;
    this.#audio.send({ kind: 'volume', gain });
  }

  play(program: ProgramSpec): void {
    if (this.#hasBegun) this.#workers.play(program);
    else this.#firstExchange = program;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopThreads();
    return this.#stopping;
  }

  async #stopThreads(): Promise<void> {
    clearInterval(this.#checking);
    clearTimeout(this.#endTimer);
    this.#options.prepared?.close();
    await stopThreads({
      audio: this.#audio,
      others: () => [this.#control, ...this.#workers.threads],
      sampleRate: this.#options.sampleRate,
    });
    this.emit({ kind: 'ended' });
  }

  #createWorkers(): RenderWorkers {
    const { block, performance, hasFallback = false } = this.#options;
    return createRenderWorkers({
      startThread: this.#startThread,
      memory: this.memory,
      block,
      performance,
      settings: () => this.#settings,
      hasFallback,
      isStopping: () => this.#stopping !== undefined,
      onEvent: (event) => {
        this.emit(event);
        if (event.kind === 'playing' && event.program.kind === 'model')
          this.#control.send({ kind: 'start-performance' });
      },
      onLost: (error, program) => this.#emitLost('render', error, program),
    });
  }

  #startAudio(): Thread {
    const { block, isSinkOptional = false, sampleRate } = this.#options;
    const { memory } = this;
    return startSupervisedThread({
      startThread: this.#startThread,
      data: () => ({
        role: 'audio',
        memory,
        block,
        ...this.#sink,
        isSinkOptional,
        sampleRate,
        gain: this.#gain,
        frames: streamFrames(this.#options),
      }),
      isStopping: () => this.#stopping !== undefined,
      // A sink that failed before the first block would fail again.
      mayRestart: () => this.meters.read('blocks') > 0,
      onMessage: (message) => {
        if (message.kind === 'ended') void this.stop();
        if (message.kind !== 'opened') return;
        this.#isClocked = message.isClocked;
        this.#startProgram();
        this.emit(message);
      },
      onRestart: (error) => {
        // The blocks in the rings belong to a time that has passed.
        this.#workers.restartAll();
        this.emit({ kind: 'restarted', role: 'audio', error });
      },
      onLost: (error) => this.#emitLost('audio', error),
    });
  }

  /** Starts the render threads once the sink is open. A file can wait for the model; live, what is ready first plays first. */
  #startProgram(): void {
    if (this.#hasBegun || this.#stopping !== undefined) return;
    this.#hasBegun = true;
    const { program, startUpSound, hasFallback = false } = this.#options;
    if (this.#isClocked && startUpSound !== undefined) this.#workers.start(startUpSound);
    if (this.#isClocked && hasFallback) this.#workers.start(program, true);
    this.#workers.start(program);
    if (this.#firstExchange !== undefined) this.#workers.play(this.#firstExchange);
    this.#options.prepared?.close();
  }

  #startControl(): Thread {
    const { performance, audioJacks, seconds = Number.POSITIVE_INFINITY } = this.#options;
    return startSupervisedThread({
      startThread: this.#startThread,
      data: () => ({ role: 'control', memory: this.memory, settings: this.#settings, audioJacks, performance }),
      isStopping: () => this.#stopping !== undefined,
      mayRestart: () => true,
      onMessage: (message) => {
        if (message.kind === 'performing' && Number.isFinite(seconds) && this.#isClocked) {
          this.#endTimer = setTimeout(() => void this.stop(), 1000 * seconds);
        }
        if (message.kind !== 'ended' && message.kind !== 'opened' && message.kind !== 'started') this.emit(message);
      },
      onRestart: (error) => this.emit({ kind: 'restarted', role: 'control', error }),
      onLost: (error) => this.#emitLost('control', error),
    });
  }

  #emitLost(role: ThreadRole, error: Error, program?: ProgramSpec): void {
    this.emit({ kind: 'lost', role, error, isPlaying: this.#workers.playsModel, program });
  }
}

/** Live, a performance starts when a model is playing and its length counts from there: the stream itself has no end. */
function streamFrames(options: EngineOptions): AudioThreadData['frames'] {
  const { seconds = Number.POSITIVE_INFINITY, sampleRate, performance } = options;
  const offline = Number.isFinite(seconds) ? Math.round(seconds * sampleRate) : seconds;
  const lead = Math.round((performance?.beginSeconds ?? 0) * sampleRate);
  return { lead, offline, clocked: performance === undefined ? offline : Number.POSITIVE_INFINITY };
}
