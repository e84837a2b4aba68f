import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { EngineEvent, ThreadRole } from './engine-event.ts';
import { createEngineMemory, TRANSPORT_SIZE } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';
import { type Meters, openMeters } from './meters.ts';
import { openProbe, type Probe } from './probe.ts';
import { createRenderWorkers } from './render-workers.ts';
import { openSampleRing, type SampleRing } from './sample-ring.ts';
import { openSeqlock } from './seqlock.ts';
import { withSharedArrays } from './shared-arrays.ts';
import { startThread, type Thread } from './thread.ts';
import type { AudioThreadData, Command, ControlThreadData, ProgramSpec } from './thread-data.ts';
import { fromPortable } from './thread-message.ts';

/** How often the main thread looks after the others, ms. */
const WATCH_MS = 50;
/** Longest wait for the sound to fade and the sink to close, ms. */
const FADE_MS = 400;
/** Longest wait for a thread to end by itself, ms: one that loads a native library dies badly when it is ended before. */
const STOP_MS = 3000;

export interface EngineOptions {
  /** The worker's entry, which hands its `workerData` to `runThread`. */
  readonly threadFile: string | URL;
  readonly block: BlockSize;
  readonly sampleRate: number;
  /** Where the sound goes, in the target's words. */
  readonly sink: AudioThreadData['sink'];
  /** Length of the stream; without end when absent. */
  readonly seconds?: number | undefined;
  readonly settings: ControlThreadData['settings'];
  readonly performance?: ControlThreadData['performance'];
  /** What is to be played. */
  readonly program: ProgramSpec;
  /** Plays until `repertoire` can: a sound that needs no warming up. */
  readonly startUpSound?: ProgramSpec | undefined;
  /** Whether the target has a stand-in for its accelerator: it plays until that can, and when it fails. */
  readonly hasFallback?: boolean | undefined;
}

/** The real-time part of the instrument, seen from the main thread. */
export interface Engine {
  readonly meters: Meters;
  /** The stream as it goes to the sink, to look at or listen to. */
  readonly tap: SampleRing;
  readonly probe: Probe;
  /** Frames handed to the sink so far. */
  readonly position: number;
  /** Copies the latest control record (see control-record.ts); false before the first. */
  readControls(into: Float64Array): boolean;
  /** To the control thread, and to every thread that plays. */
  send(order: Command): void;
  /** Exchanges what is played: warms the new one up beside the old, then cross-fades. */
  play(repertoire: ProgramSpec): void;
  on(listener: (event: EngineEvent) => void): void;
  /** Fades out and ends all threads; resolves when they have. Idempotent. */
  stop(): Promise<void>;
}

const FADE_OUT_SECONDS = 0.05;

/** Starts the threads; the first sound can be played once a 'playing' event has come. */
export function startEngine(options: EngineOptions): Engine {
  const {
    threadFile,
    block,
    sampleRate,
    sink,
    seconds = Number.POSITIVE_INFINITY,
    hasFallback: hasStandIn = false,
  } = options;
  // A collection of young objects that has helper threads waits for them, and those have no real-time scheduler.
  setFlagsFromString('--no-parallel-scavenge');
  const memory = createEngineMemory();
  const meters = openMeters(memory.meters);
  const controls = openSeqlock(memory.controls);
  const transport = openSeqlock(memory.transport);
  /** Live, a performance begins when it can be heard; its end is counted from there. */
  const wholeFrames = Number.isFinite(seconds) ? Math.round(seconds * sampleRate) : seconds;
  const frames = {
    offline: wholeFrames,
    clocked: options.performance === undefined ? wholeFrames : Number.POSITIVE_INFINITY,
  };
  let isPaced = false;
  let curtain: NodeJS.Timeout | undefined;
  const listeners: ((event: EngineEvent) => void)[] = [];
  const tell = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const restarts = { audio: 0, control: 0 };
  const seen = new Float64Array(TRANSPORT_SIZE);
  let settings = options.settings;
  let stopping: Promise<void> | undefined;

  const lost = (role: ThreadRole, error: Error): void => {
    tell({ kind: 'lost', role, error, isPlaying: performers.playsModel });
  };

  const performers = createRenderWorkers({
    threadFile,
    memory,
    block,
    performance: options.performance,
    settings: () => settings,
    hasFallback: hasStandIn,
    isStopping: () => stopping !== undefined,
    onEvent: (event) => {
      tell(event);
      if (event.kind === 'playing' && event.program.kind === 'model') control.send({ kind: 'perform' });
    },
    onLost: (error) => lost('render', error),
  });

  function startAudio(): Thread {
    return startThread({
      file: threadFile,
      data: { role: 'audio', memory, block, sink, sampleRate, frames },
      onMessage: (message) => {
        if (message.kind === 'opened') {
          isPaced = message.isClocked;
          if (!hasBegun) begin();
          tell(message);
        } else if (message.kind === 'ended') void stop();
        else if (message.kind === 'failed') reviveAudio(fromPortable(message.error));
      },
      onUnexpectedExit: (error) => reviveAudio(error ?? new Error('the audio thread has ended by itself')),
    });
  }

  /** The sink is open: who plays may come. A file has time to wait for the model. */
  function begin(): void {
    if (stopping !== undefined) return;
    hasBegun = true;
    if (isPaced && options.startUpSound !== undefined) performers.start(options.startUpSound);
    if (isPaced && hasStandIn) performers.start(options.program, true);
    performers.start(options.program);
  }

  function reviveAudio(error: Error): void {
    if (stopping !== undefined) return;
    if (restarts.audio++ > 0 || meters.read('blocks') === 0) {
      lost('audio', error);
      return;
    }
    audio = startAudio();
    // What they had rendered belongs to a past that was not heard.
    performers.restartAll();
    tell({ kind: 'restarted', role: 'audio', error });
  }

  function startControl(): Thread {
    return startThread({
      file: threadFile,
      data: { role: 'control', memory, settings, performance: options.performance },
      onMessage: (message) => {
        if (message.kind === 'failed') reviveControl(fromPortable(message.error));
        if (message.kind === 'performing' && Number.isFinite(seconds) && isPaced) {
          curtain = setTimeout(() => void stop(), 1000 * seconds);
        }
        if (
          message.kind !== 'failed' &&
          message.kind !== 'ended' &&
          message.kind !== 'opened' &&
          message.kind !== 'started'
        )
          tell(message);
      },
      onUnexpectedExit: (error) => reviveControl(error ?? new Error('the control thread has ended by itself')),
    });
  }

  function reviveControl(error: Error): void {
    if (stopping !== undefined) return;
    if (restarts.control++ > 0) {
      lost('control', error);
      return;
    }
    control = startControl();
    tell({ kind: 'restarted', role: 'control', error });
  }

  function stop(): Promise<void> {
    stopping ??= (async () => {
      clearInterval(watching);
      clearTimeout(curtain);
      audio.send({ kind: 'fade-out', frames: Math.round(FADE_OUT_SECONDS * sampleRate) });
      await within(FADE_MS, audio.ended);
      const others = [control, ...performers.threads];
      for (const thread of [audio, ...others]) thread.send({ kind: 'stop' });
      await within(STOP_MS, Promise.all([audio, ...others].map(({ ended }) => ended)));
      for (const thread of [audio, ...others]) thread.kill();
      tell({ kind: 'ended' });
    })();
    return stopping;
  }

  let hasBegun = false;
  let audio = startAudio();
  let control = startControl();
  const watching = setInterval(performers.check, WATCH_MS);

  return {
    meters,
    tap: openSampleRing(memory.tap),
    probe: openProbe(memory.probe),
    get position() {
      return transport.read(seen) ? seen[0] : 0;
    },
    readControls: (into) => controls.read(into),
    send: (order) => {
      if (order.kind === 'settings') settings = order.settings;
      const shared = withSharedArrays(order);
      control.send(shared);
      performers.send(shared);
    },
    play: (repertoire) => {
      if (!performers.start(repertoire))
        lost('render', new Error('three models are already being exchanged: wait a moment'));
    },
    on: (listener) => void listeners.push(listener),
    stop,
  };
}

/** Waits for `what`, but not for ever. */
async function within(ms: number, what: Promise<unknown>): Promise<void> {
  await Promise.race([what, sleep(ms, undefined, { ref: false })]);
}
