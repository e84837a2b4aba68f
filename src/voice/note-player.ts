import type { InferenceSession } from '../contracts/accelerator.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { playedTimbre } from '../descriptors/timbre/moving-from-static.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { timingOf } from '../model/timing.ts';
import { jitWarmUpNote } from './jit-warm-up.ts';
import { type JoinOptions, joinLate } from './join-late.ts';
import type { LoopSettings } from './loop-rounds.ts';
import { createNetwork, type Network } from './network.ts';
import { NetworkFeeder } from './network-feeder.ts';
import { Note } from './note.ts';
import type { VoiceModel } from './voice-model.ts';

/** Fade of a note that the next one replaces, seconds. */
const RETRIGGER_SECONDS = 0.003;
/** Notes at a time: one plays, the others fade. A trill faster than 1 kHz cuts the oldest. */
const NOTES = 4;

/** Counters since the player was made; times are 0 without a clock. */
export interface NotePlayerMeters {
  /** Hops through the network, prefetched ones included. */
  readonly blocks: number;
  /** Hops of silence because NaN went into the network or came out. */
  readonly faults: number;
  readonly networkMs: number;
  /** Sources and filters. */
  readonly dspMs: number;
}

export interface TriggerOptions {
  readonly seed: number;
  /** Seed of the random choices of a loop. Default: `seed`. */
  readonly walkSeed?: number;
  /** 0-1: gain at which the caller mixes the note that plays; its fade begins there. Default 1. */
  readonly currentGain?: number;
}

export interface NotePlayerOptions {
  readonly model: VoiceModel;
  /** The model's network; the player is its only user. */
  readonly session: InferenceSession;
  /** The model's synthesizer, where several voices share one; created here when absent. */
  readonly synthesizer?: Synthesizer | undefined;
  /** Milliseconds, for the meters. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Creates a player, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when the session's tensors do not fit the model
 */
export async function createNotePlayer(options: NotePlayerOptions): Promise<NotePlayer> {
  const { model, session } = options;
  const synthesizer = options.synthesizer ?? model.createSynthesizer();
  const { outputSize, stream } = synthesizer;
  const network = await createNetwork({
    session: stream?.connect(session) ?? session,
    silence: stream?.silence ?? model.manifest.silence,
    outputSize,
    primingRuns: stream?.primingRuns,
  });
  return new NotePlayer(network, synthesizer, options);
}

/** Plays notes from descriptor paths by one network, one after the other, without a click in between. Used by one thread. */
export class NotePlayer {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  /** Samples from one `prefetch` to the next that the network has time for. */
  readonly prefetchSamples: number;
  readonly #hop: number;
  readonly #fadeSamples: number;
  readonly #network: Network;
  readonly #feeder: NetworkFeeder;
  readonly #synthesizer: Synthesizer;
  readonly #notes: readonly Note[];
  readonly #clock: () => number;
  #note: Note;
  #turn = 0;
  /** Samples until an announced trigger. */
  #triggerIn = Number.POSITIVE_INFINITY;
  #dspMs = 0;

  constructor(network: Network, synthesizer: Synthesizer, { model, clock = () => 0 }: NotePlayerOptions) {
    const { hop, sampleRate } = timingOf(model);
    const { descriptors } = model.manifest;
    this.sampleRate = sampleRate;
    this.latencyFrames = synthesizer.latencyFrames;
    this.prefetchSamples = hop * Math.max(synthesizer.stream?.framesPerRun ?? 1, 1);
    this.#hop = hop;
    this.#fadeSamples = Math.round(RETRIGGER_SECONDS * sampleRate);
    this.#network = network;
    this.#synthesizer = synthesizer;
    this.#feeder = new NetworkFeeder({ network, synthesizer, descriptors, clock });
    this.#notes = Array.from({ length: NOTES }, () => new Note(synthesizer, hop));
    this.#clock = clock;
    this.#note = this.#notes[0];
    jitWarmUpNote(this.#note, synthesizer, hop);
  }

  get isSounding(): boolean {
    return this.#feeder.isStartPending || this.#notes.some((note) => note.isActive);
  }

  /** Whether a note plays that does not fade. */
  get isPlaying(): boolean {
    return this.#feeder.isStartPending || this.#note.isHeld;
  }

  get meters(): NotePlayerMeters {
    const { blocks, networkMs } = this.#feeder;
    return { blocks, faults: this.#network.faults, networkMs, dspMs: this.#dspMs };
  }

  /** Network runs for notes since the player was made, without prefetched ones. */
  get networkRuns(): number {
    return this.#feeder.noteRuns;
  }

  /** Whether the last `prefetch` found the onset in the cache. */
  get isPrefetched(): boolean {
    return this.#feeder.isPrefetched;
  }

  /** Factor on the partials' frequencies, from the next sub-frame on. */
  get pitchRatio(): number {
    return this.#feeder.pitchRatio;
  }

  set pitchRatio(ratio: number) {
    this.#feeder.pitchRatio = ratio;
  }

  /** Allocates what the model's family keeps of a set, ahead of its first hop. */
  prepareSet(set: DescriptorSet): void {
    const timbre = playedTimbre(set);
    if (timbre !== undefined) this.#synthesizer.prepare?.(timbre);
  }

  /** Starts `path` with the next sample; the note before fades over 3 ms. */
  trigger(path: DescriptorPath, { seed, walkSeed = seed, currentGain = 1 }: TriggerOptions): void {
    this.#triggerIn = Number.POSITIVE_INFINITY;
    this.#takeTurn(currentGain);
    this.#feeder.start(path, { seed, walkSeed });
  }

  /**
   * Starts `path` as if it had been triggered `elapsed` samples ago, at pitch ratio 1 and without a loop; the note before fades over 3 ms.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  async join(path: DescriptorPath, options: JoinOptions): Promise<void> {
    this.#takeTurn(1);
    await joinLate({ feeder: this.#feeder, note: this.#note, path, hop: this.#hop }, options);
  }

  /**
   * Runs the network on the onset of `path` ahead of a trigger, which then need not wait for it: one run at most. While the onset is moving,
   * on its first frame alone, and only when the cache has none within `tolerance` standard deviations. Notes that sound are unchanged.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  prefetch(
    path: DescriptorPath,
    options: { readonly isMoving: boolean; readonly tolerance: number },
  ): void | Promise<void> {
    return this.#feeder.prefetch(path, options);
  }

  /**
   * Announces that `trigger` will be called after the next `samples`: in the last half hop of them the note holds its gains where it would
   * otherwise need a run of the network.
   */
  expectTrigger(samples: number): void {
    this.#triggerIn = samples;
  }

  /** Fades all notes over `samples`. */
  fadeOut(samples: number): void {
    // A trigger that has not begun to sound is cancelled.
    this.#feeder.cancelStart();
    for (const note of this.#notes) note.fadeOut(samples);
  }

  /** Silences all notes at once and clears the onset cache. */
  reset(): void {
    this.#feeder.reset();
    for (const note of this.#notes) note.stop();
  }

  /**
   * Loops the note that plays, as `PathReader.startLoop`; `settings` is read until `endLoop`.
   *
   * @returns whether a loop runs
   */
  startLoop(settings: LoopSettings): boolean {
    return this.#feeder.reader.startLoop(settings);
  }

  /** As `PathReader.loopFrom` and `loopTo`. */
  get loopFrom(): number {
    return this.#feeder.reader.loopFrom;
  }

  get loopTo(): number {
    return this.#feeder.reader.loopTo;
  }

  endLoop(): void {
    this.#feeder.reader.endLoop();
  }

  /** Crossfades a running loop to another path within 50 ms; does nothing without a loop. */
  crossfadeTo(path: DescriptorPath): void {
    this.#feeder.reader.crossfadeTo(path);
  }

  /** Adds the next samples to `into[from ... to)`; a promise only when the session's `run` is one. */
  add(into: Float32Array, from: number, to: number): void | Promise<void> {
    const feeder = this.#feeder;
    let at = from;
    while (at < to) {
      const isCutSoon = !feeder.isStartPending && this.#triggerIn <= this.#hop / 2;
      if (this.#needsHop() && (!isCutSoon || feeder.reader.isAtEnd)) {
        const pending = feeder.feed(this.#note);
        if (pending !== undefined) return pending.then(() => this.add(into, at, to));
      }
      const note = this.#note;
      const isHolding = !note.isActive || (isCutSoon && note.samplesLeft === 0);
      const count = Math.min(to - at, this.#triggerIn, isHolding ? to - at : note.samplesLeft);
      this.#addNotes(into, at, count);
      at += count;
      this.#triggerIn -= count;
      if (this.#triggerIn <= 0) this.#triggerIn = Number.POSITIVE_INFINITY;
    }
  }

  #addNotes(into: Float32Array, at: number, count: number): void {
    const started = this.#clock();
    for (const note of this.#notes) if (note.isActive) note.add(into, at, count, this.#feeder.pitchRatio);
    this.#dspMs += this.#clock() - started;
  }

  #needsHop(): boolean {
    return this.#feeder.isStartPending || (this.#note.isActive && this.#note.samplesLeft === 0);
  }

  /** Fades all notes and makes the next one in turn the one that plays. */
  #takeTurn(currentGain: number): void {
    for (const note of this.#notes) note.fadeOut(this.#fadeSamples, currentGain);
    this.#turn = (this.#turn + 1) % NOTES;
    this.#note = this.#notes[this.#turn];
    this.#note.stop();
    this.#network.reset();
  }
}
