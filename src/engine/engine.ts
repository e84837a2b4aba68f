import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { createDeckPool } from './deck-pool.ts';
import { createEngineMemory, TRANSPORT_SIZE } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';
import { type Meters, openMeters } from './meters.ts';
import { openProbe, type Probe } from './probe.ts';
import { openSampleRing, type SampleRing } from './sample-ring.ts';
import { openSeqlock } from './seqlock.ts';
import { startThread, type Thread } from './thread.ts';
import type { AudioThreadData, ControlThreadData, Order, Repertoire } from './thread-data.ts';
import { fromPortable, type ThreadMessage } from './thread-message.ts';

/** How often the main thread looks after the others, ms. */
const WATCH_MS = 50;
/** A render thread that makes no block for this long while the sink goes on has hung, ms. */
const HUNG_MS = 300;
/** Longest wait for the sound to fade and the sink to close, ms. */
const FADE_MS = 400;
/** Longest wait for a thread to end by itself, ms: one that loads a native library dies badly when it is ended before. */
const STOP_MS = 3000;
/** A cross-fade between decks has certainly ended this long after its start, ms. */
const SETTLED_MS = 100;

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
  readonly repertoire: Repertoire;
  /** Plays until `repertoire` can: a sound that needs no warming up. */
  readonly meanwhile?: Repertoire | undefined;
  /** Whether the target has a stand-in for its accelerator: it plays until that can, and when it fails. */
  readonly hasStandIn?: boolean | undefined;
}

type Role = AudioThreadData['role'] | ControlThreadData['role'] | 'render';

/** What the engine tells while it plays. */
export type EngineEvent =
  | Extract<ThreadMessage, { kind: 'opened' | 'performing' | 'knob' | 'input-fault' }>
  /** A repertoire is heard from now on, or has taken over. */
  | {
      readonly kind: 'playing';
      readonly repertoire: Repertoire;
      readonly isStandIn: boolean;
      readonly latencyFrames: number;
    }
  /** The accelerator cannot play, or no longer can: its stand-in does, or is about to. */
  | { readonly kind: 'stood-in'; readonly error: Error }
  /** A thread has died or hung and was started again. */
  | { readonly kind: 'restarted'; readonly role: Role; readonly error: Error }
  /** A thread has died and stays dead, or could not start; another one may be playing still. */
  | { readonly kind: 'lost'; readonly role: Role; readonly error: Error; readonly isPlaying: boolean }
  /** The stream has come to its end, or the engine was stopped. */
  | { readonly kind: 'ended' };

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
  order(order: Order): void;
  /** Exchanges what is played: warms the new one up beside the old, then cross-fades. */
  play(repertoire: Repertoire): void;
  on(listener: (event: EngineEvent) => void): void;
  /** Fades out and ends all threads; resolves when they have. Idempotent. */
  stop(): Promise<void>;
}

/** Someone at a deck. */
interface Performer {
  readonly repertoire: Repertoire;
  readonly isStandIn: boolean;
  readonly deck: number;
  readonly thread: Thread;
  beats: number;
  aliveMs: number;
  startedMs: number;
}

const FADE_OUT_SECONDS = 0.05;

/** Starts the threads; the first sound can be played once a 'playing' event has come. */
export function startEngine(options: EngineOptions): Engine {
  const { threadFile, block, sampleRate, sink, seconds = Number.POSITIVE_INFINITY, hasStandIn = false } = options;
  // A collection of young objects that has helper threads waits for them, and those have no real-time scheduler.
  setFlagsFromString('--no-parallel-scavenge');
  const memory = createEngineMemory();
  const pool = createDeckPool(memory.decks);
  const meters = openMeters(memory.meters);
  const controls = openSeqlock(memory.controls);
  const transport = openSeqlock(memory.transport);
  /** Live, a performance begins when it can be heard; its end is counted from there. */
  const wholeFrames = Number.isFinite(seconds) ? Math.round(seconds * sampleRate) : seconds;
  const frames = {
    own: wholeFrames,
    paced: options.performance === undefined ? wholeFrames : Number.POSITIVE_INFINITY,
  };
  let isPaced = false;
  let curtain: NodeJS.Timeout | undefined;
  const listeners: ((event: EngineEvent) => void)[] = [];
  const tell = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const performers = new Set<Performer>();
  const restarts = { audio: 0, control: 0, render: 0 };
  const seen = new Float64Array(TRANSPORT_SIZE);
  let settings = options.settings;
  let stopping: Promise<void> | undefined;

  const lost = (role: Role, error: Error): void => {
    const isPlaying = [...performers].some(({ repertoire }) => repertoire.kind === 'model');
    tell({ kind: 'lost', role, error, isPlaying });
  };

  /** Puts a thread at a free deck; false when there is none. */
  function perform(repertoire: Repertoire, isStandIn = false): boolean {
    const deck = pool.take();
    if (deck === undefined) return false;
    const performer: Performer = {
      repertoire,
      isStandIn,
      deck,
      beats: 0,
      aliveMs: Number.POSITIVE_INFINITY,
      startedMs: Number.POSITIVE_INFINITY,
      thread: startThread({
        file: threadFile,
        data: {
          role: 'render',
          memory,
          deck,
          block,
          repertoire,
          isStandIn,
          settings,
          performance: options.performance,
        },
        onMessage: (message) => {
          if (message.kind === 'started' && performers.has(performer)) {
            if (isOvertaken(performer)) return sendHome(performer);
            performer.startedMs = performer.aliveMs = performance.now();
            tell({ kind: 'playing', repertoire, isStandIn, latencyFrames: message.latencyFrames });
            if (repertoire.kind === 'model') control.order({ kind: 'perform' });
          } else if (message.kind === 'failed') replace(performer, fromPortable(message.error));
        },
        onDeath: (error) => replace(performer, error ?? new Error('the render thread has ended by itself')),
      }),
    };
    performers.add(performer);
    return true;
  }

  const generationOf = ({ deck }: Performer): number => pool.decks[deck].generation;

  /** Whether someone who was called later plays already: who comes now is not heard. */
  const isOvertaken = (performer: Performer): boolean =>
    [...performers].some((other) => Number.isFinite(other.startedMs) && generationOf(other) > generationOf(performer));

  function sendHome(performer: Performer): void {
    performer.thread.order({ kind: 'stop' });
    dismiss(performer);
  }

  /** Frees a deck once its thread has ended. */
  function dismiss(performer: Performer): void {
    if (!performers.delete(performer)) return;
    void performer.thread.ended.then(() => pool.free(performer.deck));
  }

  /**
   * A performer is dead or hung: where the accelerator has a stand-in, that plays from now on; else another one starts, once; what never
   * came to play, or dies again, is given up.
   */
  function replace(performer: Performer, error: Error): void {
    if (!performers.has(performer)) return;
    dismiss(performer);
    performer.thread.kill();
    if (stopping !== undefined) return;
    const { repertoire, isStandIn } = performer;
    if (hasStandIn && !isStandIn && repertoire.kind === 'model' && standIn(repertoire)) {
      tell({ kind: 'stood-in', error });
      return;
    }
    const hasPlayed = Number.isFinite(performer.startedMs);
    if (hasPlayed && restarts.render++ === 0 && perform(repertoire, isStandIn)) {
      tell({ kind: 'restarted', role: 'render', error });
    } else lost('render', error);
  }

  /** A stand-in plays a model already, or begins to; false when there is no deck for it. */
  function standIn(repertoire: Repertoire): boolean {
    const isThere = [...performers].some((other) => other.isStandIn && other.repertoire === repertoire);
    return isThere || perform(repertoire, true);
  }

  /** Those who have been taken over from may go; those who hang are replaced. */
  function watch(): void {
    const nowMs = performance.now();
    const lead = [...performers].find(({ deck }) => deck === pool.leader);
    const isMoving = transport.read(seen) && seen[0] !== lastPosition;
    lastPosition = seen[0];
    for (const performer of performers) {
      const { beats } = pool.decks[performer.deck];
      if (beats !== performer.beats || !isMoving) {
        performer.beats = beats;
        if (Number.isFinite(performer.startedMs)) performer.aliveMs = nowMs;
      }
      const isBehind = lead !== undefined && generationOf(performer) < generationOf(lead);
      if (isBehind && nowMs - lead.startedMs > SETTLED_MS) sendHome(performer);
      else if (nowMs - performer.aliveMs > HUNG_MS) {
        replace(performer, new Error(`the render thread has not answered for ${HUNG_MS} ms`));
      }
    }
  }

  function startAudio(): Thread {
    return startThread({
      file: threadFile,
      data: { role: 'audio', memory, block, sink, sampleRate, frames },
      onMessage: (message) => {
        if (message.kind === 'opened') {
          isPaced = message.isPaced;
          if (!hasBegun) begin();
          tell(message);
        } else if (message.kind === 'ended') void stop();
        else if (message.kind === 'failed') reviveAudio(fromPortable(message.error));
      },
      onDeath: (error) => reviveAudio(error ?? new Error('the audio thread has ended by itself')),
    });
  }

  /** The sink is open: who plays may come. A file has time to wait for the model. */
  function begin(): void {
    if (stopping !== undefined) return;
    hasBegun = true;
    if (isPaced && options.meanwhile !== undefined) perform(options.meanwhile);
    if (isPaced && hasStandIn) perform(options.repertoire, true);
    perform(options.repertoire);
  }

  function reviveAudio(error: Error): void {
    if (stopping !== undefined) return;
    if (restarts.audio++ > 0 || meters.read('blocks') === 0) {
      lost('audio', error);
      return;
    }
    audio = startAudio();
    // What they had rendered belongs to a past that was not heard.
    for (const performer of [...performers]) {
      performer.thread.kill();
      dismiss(performer);
      perform(performer.repertoire, performer.isStandIn);
    }
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
      onDeath: (error) => reviveControl(error ?? new Error('the control thread has ended by itself')),
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
      audio.order({ kind: 'fade-out', frames: Math.round(FADE_OUT_SECONDS * sampleRate) });
      await within(FADE_MS, audio.ended);
      const others = [control, ...[...performers].map(({ thread }) => thread)];
      for (const thread of [audio, ...others]) thread.order({ kind: 'stop' });
      await within(STOP_MS, Promise.all([audio, ...others].map(({ ended }) => ended)));
      for (const thread of [audio, ...others]) thread.kill();
      tell({ kind: 'ended' });
    })();
    return stopping;
  }

  let hasBegun = false;
  let lastPosition = -1;
  let audio = startAudio();
  let control = startControl();
  const watching = setInterval(watch, WATCH_MS);

  return {
    meters,
    tap: openSampleRing(memory.tap),
    probe: openProbe(memory.probe),
    get position() {
      return transport.read(seen) ? seen[0] : 0;
    },
    readControls: (into) => controls.read(into),
    order: (order) => {
      if (order.kind === 'settings') settings = order.settings;
      control.order(order);
      for (const { thread } of performers) thread.order(order);
    },
    play: (repertoire) => {
      if (!perform(repertoire)) lost('render', new Error('three models are already being exchanged: wait a moment'));
    },
    on: (listener) => void listeners.push(listener),
    stop,
  };
}

/** Waits for `what`, but not for ever. */
async function within(ms: number, what: Promise<unknown>): Promise<void> {
  await Promise.race([what, sleep(ms, undefined, { ref: false })]);
}
