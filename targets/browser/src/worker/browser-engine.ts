import type { PanelInput } from '../../../../src/contracts/panel-input.ts';
import type { ControlSettings } from '../../../../src/control/settings.ts';
import type { Command } from '../../../../src/engine/commands.ts';
import { RECORD_SIZE } from '../../../../src/engine/control-record.ts';
import { type Deck, openDeck } from '../../../../src/engine/deck.ts';
import type { Engine, EngineOptions } from '../../../../src/engine/engine.ts';
import { TRANSPORT_SIZE } from '../../../../src/engine/engine-memory.ts';
import { createHeadroom, type Headroom } from '../../../../src/engine/headroom.ts';
import { MemoryEngine } from '../../../../src/engine/memory-engine.ts';
import type { PlayedEvent } from '../../../../src/engine/played-log.ts';
import type { ProgramSpec } from '../../../../src/engine/program.ts';
import { createRenderWorkers, type RenderWorkers } from '../../../../src/engine/render-workers.ts';
import { withSharedArrays } from '../../../../src/engine/shared-arrays.ts';
import { createBrowserMemory, MAX_HEADROOM } from '../audio/browser-memory.ts';
import type { MixerMessage, MixerReport } from '../audio/mixer-messages.ts';
import { type Silence, startSilence } from '../audio/silence.ts';
import { createHeldInputs } from './held-inputs.ts';
import type { RenderReport } from './messages.ts';
import { type RenderThread, startRenderThread } from './render-thread.ts';

/** Interval at which the render Workers are checked, ms. */
const CHECK_MS = 50;
/** A phone that shows a call, or a page that a debugger has stopped, is no fault. */
const HUNG_MS = 3000;
/** Frames that the timer of the silence requests at once, with its jitter. */
const SILENCE_BURST_FRAMES = 1024;
const FADE_SECONDS = 0.05;

export interface BrowserEngine extends Engine {
  /** Plays through the AudioWorklet on a port from now on; `burstFrames`: frames that the browser requests at once. */
  attach(sound: MessagePort, burstFrames: number): void;
}

/**
 * Starts the engine in a browser: render Workers, mixed by the AudioWorklet once there is one. On a page with cross-origin isolation samples and
 * meters are in shared memory, otherwise in messages.
 *
 * @param folder address of the built folder, with a slash at its end
 */
export function startBrowserEngine(options: EngineOptions, folder: string): BrowserEngine {
  return new RunningEngine(options, folder);
}

class RunningEngine extends MemoryEngine implements BrowserEngine {
  readonly #options: EngineOptions;
  readonly #folder: string;
  readonly #isShared = crossOriginIsolated;
  readonly #decks: readonly Deck[];
  readonly #transportRecord = new Float64Array(TRANSPORT_SIZE);
  readonly #held = createHeldInputs();
  readonly #threads = new Set<RenderThread>();
  readonly #workers: RenderWorkers;
  readonly #checking: ReturnType<typeof setInterval>;
  #settings: ControlSettings;
  #headroom: Headroom;
  #silence: Silence | undefined;
  #sound: MessagePort | undefined;
  #gain: number;
  #isStopped = false;

  constructor(options: EngineOptions, folder: string) {
    super(createBrowserMemory());
    this.#options = options;
    this.#folder = folder;
    this.#settings = options.settings;
    this.#gain = options.gain ?? 1;
    this.#headroom = this.#createHeadroom(SILENCE_BURST_FRAMES);
    this.#decks = this.memory.decks.map(openDeck);
    this.#silence = startSilence(this.#mixerStart(0), {
      sampleRate: options.sampleRate,
      onReport: (report) => this.#handleReport(report),
    });
    this.#workers = this.#createWorkers();
    this.#checking = setInterval(() => this.#workers.check(), CHECK_MS);
    if (options.startUpSound !== undefined) this.#workers.start(options.startUpSound);
    this.#workers.start(options.program);
  }

  send(command: Command): void {
    if (command.kind === 'settings') this.#settings = command.settings;
    if (command.kind === 'panel') this.#sendInput(command.message);
    else this.#workers.send(this.#isShared ? withSharedArrays(command) : command);
  }

  setGain(gain: number): void {
    this.#gain = gain;
    this.#mix({ kind: 'gain', gain });
  }

  play(program: ProgramSpec): void {
    this.#workers.play(program);
  }

  attach(sound: MessagePort, burstFrames: number): void {
    const from = this.#silence?.stop() ?? { position: this.position, decks: [] };
    this.#silence = undefined;
    this.#sound?.close();
    this.#sound = sound;
    sound.onmessage = ({ data }: MessageEvent<MixerReport>) => this.#handleReport(data);
    sound.postMessage(this.#mixerStart(from.position));
    for (const deck of from.decks) sound.postMessage(deck, [deck.port]);
    this.#headroom = this.#createHeadroom(burstFrames);
    this.#sendHeadroom();
    this.meters.set('underruns', 0);
    this.meters.set('longestGapFrames', 0);
    this.meters.gateLatencyUs.reset();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#checking);
    this.#mix({ kind: 'fade-out', frames: Math.round(FADE_SECONDS * this.#options.sampleRate) });
    await new Promise((resolve) => setTimeout(resolve, 2000 * FADE_SECONDS));
    this.#workers.send({ kind: 'stop' });
    await Promise.all([...this.#threads].map(({ ended }) => ended));
    this.#silence?.stop();
    this.#sound?.close();
    this.emit({ kind: 'ended' });
  }

  /** The knob's turns go to one Worker: each would report them. */
  #sendInput(message: PanelInput): void {
    this.#held.note(message);
    const command: Command = { kind: 'panel', message };
    if (message.kind === 'cv' || message.kind === 'gate') this.#workers.send(command);
    else this.#workers.threads.at(-1)?.send(command);
  }

  #createWorkers(): RenderWorkers {
    return createRenderWorkers({
      startThread: (thread) => {
        if (thread.data.role !== 'render') throw new TypeError('a browser starts render threads alone');
        const { memory: _, performance: __, isFallback: ___, role: ____, ...data } = thread.data;
        const memory = this.#isShared ? this.memory : undefined;
        const started = startRenderThread({
          start: { ...data, folder: this.#folder, memory, headroom: this.#headroom.frames },
          onReport: (report) => this.#handleRender(data.deck, report, thread.onMessage),
          onUnexpectedExit: thread.onUnexpectedExit,
          attachMixer: (port) => {
            const { generation } = this.#decks[data.deck];
            this.#mix({ kind: 'deck', deck: data.deck, generation, port }, [port]);
          },
        });
        for (const message of this.#held.messages()) started.send({ kind: 'panel', message });
        this.#threads.add(started);
        void started.ended.then(() => {
          this.#threads.delete(started);
          this.#mix({ kind: 'free', deck: data.deck });
        });
        return started;
      },
      memory: this.memory,
      block: this.#options.block,
      performance: undefined,
      settings: () => this.#settings,
      hasFallback: false,
      hungMs: HUNG_MS,
      isStopping: () => this.#isStopped,
      onEvent: (event) => this.emit(event),
      onLost: (error, program) =>
        this.emit({ kind: 'lost', role: 'render', error, isPlaying: this.#workers.playsModel, program }),
    });
  }

  #handleRender(
    index: number,
    report: RenderReport,
    onMessage: (message: Exclude<RenderReport, { kind: 'controls' | 'meters' | 'played' }>) => void,
  ): void {
    if (report.kind === 'controls') {
      // Without shared memory it is the Worker's heartbeat.
      if (!this.#isShared) this.#decks[index].beat();
      if (report.record.length === RECORD_SIZE) this.controls.write(report.record);
    } else if (report.kind === 'meters') this.#copyMeters(report.values);
    else if (report.kind === 'played') this.#copyPlayed(index, report.events);
    else {
      if (report.kind === 'started' && !this.#isShared) this.#decks[index].startFrame = report.startFrame;
      if (report.kind === 'knob' || report.kind === 'input-fault') this.emit(report);
      onMessage(report);
    }
  }

  /** Copies a render Worker's meters, but for those that the mixer counts. */
  #copyMeters(values: Int32Array): void {
    const mixed = ['underruns', 'longestGapFrames'] as const;
    const kept = mixed.map((name) => this.meters.read(name));
    new Int32Array(this.memory.meters, 0, values.length).set(values);
    for (const [n, name] of mixed.entries()) this.meters.set(name, kept[n]);
  }

  /** Copies the log of a render Worker, whose generation the main thread alone has set. */
  #copyPlayed(index: number, events: readonly PlayedEvent[]): void {
    const { generation, played } = this.#decks[index];
    for (const event of events) {
      if (event.kind === 'start') played?.start(event.frame, event.block, generation);
      else if (event.kind === 'volts') played?.volts(event.frame, Float64Array.from(event.volts));
      else if (event.kind === 'residue') played?.residue(event.frame, event.residue, event.residue.length);
      else if (event.kind === 'value') played?.value(event.frame, event.destination, event.value);
      else if (event.kind === 'note') played?.note(event.frame, event);
      else played?.edge(event.frame, event.gate, event.isHigh);
    }
  }

  #handleReport({ position, underruns, longestGapFrames, samples }: MixerReport): void {
    this.#transportRecord[0] = position;
    this.#transportRecord[1] = 1000 * performance.now();
    this.transport.write(this.#transportRecord);
    // A gap before the first tap is inaudible.
    if (this.#sound !== undefined && this.#headroom.observe(position, underruns)) this.#sendHeadroom();
    if (samples === undefined) return;
    this.meters.set('underruns', underruns);
    this.meters.set('longestGapFrames', longestGapFrames);
    this.history.write(position - samples.length, samples, samples.length);
    if (this.tap.fill + samples.length <= this.tap.capacity) this.tap.write(samples, samples.length);
  }

  #createHeadroom(burstFrames: number): Headroom {
    return createHeadroom({ burstFrames, maxFrames: MAX_HEADROOM, sampleRate: this.#options.sampleRate });
  }

  #sendHeadroom(): void {
    for (const thread of this.#threads) thread.setHeadroom(this.#headroom.frames);
  }

  #mixerStart(position: number) {
    return { position, gain: this.#gain, memory: this.#isShared ? this.memory : undefined };
  }

  #mix(message: MixerMessage, transfer: Transferable[] = []): void {
    if (this.#silence !== undefined) this.#silence.handle(message);
    else this.#sound?.postMessage(message, transfer);
  }
}
