import type { InferenceSession } from '../contracts/accelerator.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { createTimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { createNetwork } from './network.ts';
import { createNote } from './note.ts';
import { createOnsetCache } from './onset-cache.ts';
import { createOnsetPrefetch } from './onset-prefetch.ts';
import { createPathReader, type LoopSettings } from './path-reader.ts';
import type { VoiceModel } from './voice-model.ts';
import { warmUp } from './warm-up.ts';

/** A sound that is triggered over fades for this long, seconds. */
const RETRIGGER_SECONDS = 0.003;
/** Sounds at a time: one that plays, the others on their way out. A trill faster than 1 kHz cuts the oldest. */
const SOUNDINGS = 4;
/** Hops that the network hears again when a sound is joined half-way: more than its receptive field of 67 frames. */
const JOINING_HOPS = 110;
/** Hops that are rendered again, unheard. */
const MISSED_HOPS = 43;

/** Counters since the source was made; times are 0 without a clock. */
export interface NotePlayerMeters {
  /** Blocks through the network, those heard ahead included. */
  readonly blocks: number;
  /** Blocks that were silence because NaN went into the network or came out. */
  readonly faults: number;
  readonly networkMs: number;
  /** Sources and filters. */
  readonly dspMs: number;
}

export interface TriggerOptions {
  readonly seed: number;
  /** Names what strays in a loop. Default: `seed`. */
  readonly walkSeed?: number;
  /** 0-1: how much was heard of what sounds until now; its fade begins there. Default 1. */
  readonly currentGain?: number;
}

export interface JoinOptions {
  readonly seed: number;
  /** Samples. */
  readonly elapsed: number;
  /** Hears the last quarter of a second before the sound is joined, for filters with a past. */
  readonly onMissed?: (samples: Float32Array) => void;
}

/** Sounds out of descriptor paths by one network, one after the other, without a click in between. */
export interface NotePlayer {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  readonly isSounding: boolean;
  readonly meters: NotePlayerMeters;
  /** What partials' frequencies are multiplied by, from the next sub-frame on. */
  pitchRatio: number;
  /** Whether a sound plays that is not on its way out. */
  readonly isPlaying: boolean;
  /** Starts `path` with the next sample; what sounds fades over 3 ms. */
  trigger(path: DescriptorPath, options: TriggerOptions): void;
  /**
   * Starts `path` as if it had been triggered `elapsed` samples ago, at pitch ratio 1 and without a loop; what sounds fades over 3 ms.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  join(path: DescriptorPath, options: JoinOptions): Promise<void>;
  /** Runs of the network for what sounds, since the source was made: not those heard ahead. */
  readonly networkRuns: number;
  /**
   * Lets the network hear how `path` begins, ahead of a trigger, which then need not wait for it: one run at most. While the beginning
   * moves, its first frame alone, whenever what is known is further off than `tolerance` standard deviations. Nothing of what sounds
   * changes.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  prefetch(
    path: DescriptorPath,
    options: { readonly isMoving: boolean; readonly tolerance: number },
  ): void | Promise<void>;
  /** Whether the last `prepare` found nothing left to hear. */
  readonly isPrefetched: boolean;
  /**
   * `trigger` will be called after the next `samples`: in the last 128 of them what plays holds its gains where it would need a run of
   * the network.
   */
  expectTrigger(samples: number): void;
  /** What sounds fades over `samples`. */
  fadeOut(samples: number): void;
  /** Silence at once, and nothing remembered of what was played. */
  reset(): void;
  /** Loops what plays; `settings` is read until `leaveLoop`. */
  startLoop(settings: LoopSettings): void;
  endLoop(): void;
  /** Goes over to another path within 50 ms, where a loop stands; does nothing without one. */
  crossfadeTo(path: DescriptorPath): void;
  /** Adds the next samples to `into[from ... to)`; a promise only when the session's `run` is one. */
  add(into: Float32Array, from: number, to: number): void | Promise<void>;
}

export interface NotePlayerOptions {
  readonly model: VoiceModel;
  /** The model's network; the source is its only user. */
  readonly session: InferenceSession;
  /** What others have opened of the same model; opened here when absent. */
  readonly synthesizer?: Synthesizer | undefined;
  /** Milliseconds, for the meters. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Makes a source, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when family, numbers or tensors do not fit together
 */
export async function createNotePlayer({
  model,
  session,
  clock = () => 0,
  ...options
}: NotePlayerOptions): Promise<NotePlayer> {
  const family = options.synthesizer ?? model.createSynthesizer();
  const { hop, sampleRate, silence, descriptors } = model.manifest;
  const network = await createNetwork({ session, silence, outputSize: family.outputSize });
  const reader = createPathReader(descriptors, family.subframes);
  const soundings = Array.from({ length: SOUNDINGS }, () => createNote(family, hop));
  const primers = createOnsetCache(network.input.length, family.outputSize);
  const ahead = createOnsetPrefetch({ network, cache: primers, run: time });
  const fadeSamples = Math.round(RETRIGGER_SECONDS * sampleRate);
  const { latencyFrames } = family;

  const frame = new Float32Array(DESCRIPTORS.length);
  const level = new Float32Array(family.subframes);
  const timbre = createTimbreMix();
  const f0Place = DESCRIPTORS.indexOf('f0');
  let playing = soundings[0];
  let turn = 0;
  let isPrimed = false;
  let isFirstHop = false;
  /** Samples until a trigger that has been announced. */
  let triggerIn = Number.POSITIVE_INFINITY;
  let seed = 0;
  let pitchRatio = 1;
  let blocks = 0;
  let runs = 0;
  let networkMs = 0;
  let dspMs = 0;
  let since = 0;

  /** Shows the network `frame` and `level`; its pitch is the one that will sound. */
  function show(): void {
    const f0 = frame[f0Place];
    frame[f0Place] = f0 * pitchRatio;
    family.input.fill(frame, level, timbre, network.input);
    frame[f0Place] = f0;
  }

  /** Asks the network about `frame` and `level`. */
  function ask(): void | Promise<void> {
    show();
    return run();
  }

  function run(): void | Promise<void> {
    runs++;
    return time();
  }

  function time(): void | Promise<void> {
    since = clock();
    const pending = network.run();
    return pending === undefined ? answered() : pending.then(answered);
  }

  function answered(): void {
    networkMs += clock() - since;
    blocks++;
  }

  /** Gives the playing sound its next hop. */
  function nextHop(): void | Promise<void> {
    if (!isPrimed) {
      isPrimed = true;
      reader.readStart(frame, timbre);
      level.fill(0);
      show();
      // The same beginning once more: what the network makes of it is known.
      if (primers.recallStart(network)) return primed();
      const pending = ask();
      return pending === undefined ? learnt() : pending.then(learnt);
    }
    if (reader.isAtEnd) {
      playing.end();
      return;
    }
    reader.next(frame, level, timbre);
    show();
    if (isFirstHop) return firstHop();
    const pending = run();
    return pending === undefined ? fed() : pending.then(fed);
  }

  /** The hop that a beginning has: what the network answers to it may be known, too. */
  function firstHop(): void | Promise<void> {
    isFirstHop = false;
    const known = primers.recallHop(network);
    if (known !== undefined) return playing.feed(known, level, frame[f0Place], timbre);
    const pending = run();
    return pending === undefined ? fedFirst() : pending.then(fedFirst);
  }

  function fedFirst(): void {
    if (network.isFinite) primers.storeHop(network);
    fed();
  }

  const prepare: NotePlayer['prefetch'] = (path, { isMoving, tolerance }) => {
    // A trigger that waits for its first block needs the network as it is.
    if (!isPrimed) return;
    readAhead(path, 0, ahead.start);
    if (isMoving) return ahead.fetchStart(tolerance);
    readAhead(path, 1, ahead.hop);
    return ahead.fetch();
  };

  /** The network's input at the path's first frame, or for its first hop, which ends at frame 1. */
  function readAhead(path: DescriptorPath, k: number, into: Float32Array): void {
    path.readFrame(k, frame);
    timbre.clear();
    path.readTimbre?.(k, 1, timbre);
    if (k === 0) level.fill(0);
    else path.readLevel(0, level);
    show();
    into.set(network.input);
  }

  function learnt(): void | Promise<void> {
    if (network.isFinite) primers.storeStart(network);
    return primed();
  }

  /** The network has heard where the path begins. */
  function primed(): void | Promise<void> {
    isFirstHop = true;
    playing.start(seed, network.isFinite ? frame[f0Place] : 0);
    return nextHop();
  }

  function fed(): void {
    if (network.isFinite) playing.feed(network.output, level, frame[f0Place], timbre);
    else playing.feedSilence();
  }

  function add(into: Float32Array, from: number, to: number): void | Promise<void> {
    let at = from;
    while (at < to) {
      const isCutSoon = isPrimed && triggerIn <= hop / 2;
      if (needsHop() && (!isCutSoon || reader.isAtEnd)) {
        const pending = nextHop();
        if (pending !== undefined) return pending.then(() => add(into, at, to));
      }
      const isHolding = !playing.isActive || (isCutSoon && playing.samplesLeft === 0);
      const count = Math.min(to - at, triggerIn, isHolding ? to - at : playing.samplesLeft);
      const started = clock();
      for (const sounding of soundings) if (sounding.isActive) sounding.add(into, at, count, pitchRatio);
      dspMs += clock() - started;
      at += count;
      triggerIn -= count;
      if (triggerIn <= 0) triggerIn = Number.POSITIVE_INFINITY;
    }
  }

  const needsHop = (): boolean => !isPrimed || (playing.isActive && playing.samplesLeft === 0);

  /** The next sounding in turn becomes the one that plays. */
  function takeTurn(heard = 1): void {
    for (const sounding of soundings) sounding.fadeOut(fadeSamples, heard);
    turn = (turn + 1) % SOUNDINGS;
    playing = soundings[turn];
    playing.stop();
    network.reset();
  }

  async function join(path: DescriptorPath, options: JoinOptions): Promise<void> {
    const { seed: joinSeed, elapsed, onMissed = () => undefined } = options;
    takeTurn();
    const hops = Math.floor(elapsed / hop);
    const firstHeard = Math.max(hops - JOINING_HOPS, 0);
    const miss = (count: number): void => {
      const missed = new Float32Array(count);
      playing.add(missed, 0, count, 1);
      onMissed(missed);
    };
    reader.start(path, joinSeed);
    reader.readStart(frame, timbre);
    playing.start(joinSeed, frame[f0Place]);
    isPrimed = true;
    if (firstHeard === 0) {
      level.fill(0);
      await ask();
    }
    for (let h = 0; h < hops && !reader.isAtEnd; h++) {
      reader.next(frame, level, timbre);
      if (h >= firstHeard) await ask();
      if (h < hops - MISSED_HOPS) playing.skipHop(frame[f0Place]);
      else {
        fed();
        miss(hop);
      }
    }
    const rest = elapsed - hops * hop;
    if (rest === 0) return;
    const pending = nextHop();
    if (pending !== undefined) await pending;
    if (playing.isActive) miss(Math.min(rest, playing.samplesLeft));
  }

  warmUp(soundings[0], family, hop);
  isPrimed = true;
  return {
    sampleRate,
    latencyFrames,
    get isSounding() {
      return !isPrimed || soundings.some((sounding) => sounding.isActive);
    },
    get isPlaying() {
      return !isPrimed || playing.isHeld;
    },
    get meters() {
      return { blocks, faults: network.faults, networkMs, dspMs };
    },
    get networkRuns() {
      return runs;
    },
    get isPrefetched() {
      return ahead.isDone;
    },
    get pitchRatio() {
      return pitchRatio;
    },
    set pitchRatio(ratio) {
      pitchRatio = ratio;
    },
    expectTrigger: (samples) => {
      triggerIn = samples;
    },
    trigger: (path, options) => {
      triggerIn = Number.POSITIVE_INFINITY;
      takeTurn(options.currentGain);
      seed = options.seed;
      reader.start(path, options.walkSeed ?? seed);
      isPrimed = false;
    },
    join,
    prefetch: prepare,
    fadeOut: (samples) => {
      // A trigger that has not begun to sound is taken back.
      isPrimed = true;
      for (const sounding of soundings) sounding.fadeOut(samples);
    },
    reset: () => {
      isPrimed = true;
      primers.clear();
      ahead.reset();
      for (const sounding of soundings) sounding.stop();
    },
    startLoop: (settings) => reader.startLoop(settings),
    endLoop: () => reader.endLoop(),
    crossfadeTo: (path) => reader.crossfadeTo(path),
    add,
  };
}
