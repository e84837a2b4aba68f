import type { InferenceSession } from '../contracts/accelerator.ts';
import type { RunQueue } from '../contracts/run-queue.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { playedTimbre } from '../descriptors/timbre/moving-from-static.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { timingOf } from '../model/timing.ts';
import type { AheadFeeder } from './ahead-feeder.ts';
import { joinAhead } from './ahead-join.ts';
import { createAheadFeeder, hasQueue } from './ahead-network.ts';
import type { AheadPlan } from './ahead-plan.ts';
import { GapFade } from './gap-fade.ts';
import { jitWarmUpNote } from './jit-warm-up.ts';
import { type JoinOptions, joinLate } from './join-late.ts';
import type { LoopSettings } from './loop-rounds.ts';
import { createNetwork, type Network, PRIMING_RUNS } from './network.ts';
import { NetworkFeeder } from './network-feeder.ts';
import { Note } from './note.ts';
import type { OnsetCache } from './onset-cache.ts';
import type { VoiceModel } from './voice-model.ts';

/** Fade of a note that the next one replaces, seconds. */
const RETRIGGER_SECONDS = 0.003;
/** Samples that are mixed at a time while the network runs ahead. */
const SCRATCH = 512;
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
  /** Hops and starts that a network on a thread of its own had not ready in time. */
  readonly missed: number;
}

export interface TriggerOptions {
  readonly seed: number;
  /** Seed of the random choices of a loop. Default: `seed`. */
  readonly walkSeed?: number;
  /** 0-1: gain at which the caller mixes the note that plays; its fade begins there. Default 1. */
  readonly currentGain?: number;
  /** Factors on the note's pitch and level, from its first sample to its last. Default 1. */
  readonly ratio?: number;
  readonly gain?: number;
}

export interface NotePlayerOptions {
  readonly model: VoiceModel;
  /** The model's network; the player is its only user. */
  readonly session: InferenceSession;
  /** The model's synthesizer, where several voices share one; created here when absent. */
  readonly synthesizer?: Synthesizer | undefined;
  /** Milliseconds, for the meters. */
  readonly clock?: (() => number) | undefined;
  /** How far a session with a queue runs ahead. Default: one hop. */
  readonly ahead?: AheadPlan | undefined;
  /** The cache of onsets, where voices of one network share it; created here when absent. */
  readonly onsets?: OnsetCache | undefined;
}

/** Reads paths for the network, in this thread or for the one of its own. */
type Feeder = Pick<
  NetworkFeeder,
  'reader' | 'pitchRatio' | 'noteRuns' | 'isStartPending' | 'isPrefetched' | 'start' | 'cancelStart' | 'reset'
>;

/** The parts of a player whose network runs in this thread, or on a thread of its own. */
type PlayerNetwork =
  | { readonly kind: 'inline'; readonly network: Network; readonly feeder: NetworkFeeder }
  | { readonly kind: 'ahead'; readonly queue: RunQueue; readonly feeder: AheadFeeder; readonly plan: AheadPlan };

/**
 * Creates a player, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when the session's tensors do not fit the model
 */
export async function createNotePlayer(options: NotePlayerOptions): Promise<NotePlayer> {
  const { model, session } = options;
  const synthesizer = options.synthesizer ?? model.createSynthesizer();
  const { outputSize, stream } = synthesizer;
  const { descriptors } = model.manifest;
  const silence = stream?.silence ?? model.manifest.silence;
  if (hasQueue(session)) {
    const { queue } = session;
    const plan = options.ahead ?? { hops: 1, startHops: 1, prefetchesWhilePlaying: true };
    const primingRuns = stream?.primingRuns ?? PRIMING_RUNS;
    const startRuns = stream?.startRuns ?? 1;
    const { hop } = timingOf(model);
    const feeder = createAheadFeeder({ queue, synthesizer, silence, primingRuns, descriptors, hop, plan, startRuns });
    return new NotePlayer({ kind: 'ahead', queue, feeder, plan }, synthesizer, options);
  }
  const connected = stream?.connect(session) ?? session;
  const network = await createNetwork({ session: connected, silence, outputSize, primingRuns: stream?.primingRuns });
  const { clock = () => 0, onsets } = options;
  const feeder = new NetworkFeeder({ network, synthesizer, descriptors, clock, onsets });
  return new NotePlayer({ kind: 'inline', network, feeder }, synthesizer, options);
}

/** Plays notes from descriptor paths by one network, one after the other, without a click in between. Used by one thread. */
export class NotePlayer {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  /** Samples from one `prefetch` to the next that the network has time for. */
  readonly prefetchSamples: number;
  readonly #hop: number;
  readonly #fadeSamples: number;
  readonly #network: PlayerNetwork;
  readonly #feeder: Feeder;
  readonly #synthesizer: Synthesizer;
  readonly #notes: readonly Note[];
  readonly #clock: () => number;
  /** Of a network that runs ahead: fades around a late hop, the present note's samples, and its gain at the next start. */
  readonly #gap: GapFade;
  readonly #scratch = new Float32Array(SCRATCH);
  #startGain = 1;
  #note: Note;
  /** Factor on the pitch of all notes, one value; own factors of the note that was triggered last. */
  readonly #pitchRatio = Float64Array.of(1);
  #ownRatio = 1;
  #ownGain = 1;
  #turn = 0;
  /** Samples until an announced trigger. */
  #triggerIn = Number.POSITIVE_INFINITY;
  #dspMs = 0;

  constructor(network: PlayerNetwork, synthesizer: Synthesizer, { model, clock = () => 0 }: NotePlayerOptions) {
    const { hop, sampleRate } = timingOf(model);
    this.sampleRate = sampleRate;
    this.latencyFrames = synthesizer.latencyFrames + (network.kind === 'ahead' ? network.plan.hops * hop : 0);
    this.prefetchSamples = hop * Math.max(synthesizer.stream?.framesPerRun ?? 1, 1);
    this.#hop = hop;
    this.#fadeSamples = Math.round(RETRIGGER_SECONDS * sampleRate);
    this.#network = network;
    this.#synthesizer = synthesizer;
    this.#feeder = network.feeder;
    this.#gap = new GapFade(this.#fadeSamples);
    this.#notes = Array.from({ length: NOTES }, () => new Note(synthesizer, hop));
    this.#clock = clock;
    this.#note = this.#notes[0];
    jitWarmUpNote(this.#note, synthesizer, hop);
  }

  get isSounding(): boolean {
    if (this.#feeder.isStartPending) return true;
    for (const note of this.#notes) if (note.isActive) return true;
    return false;
  }

  /** Whether a note plays that does not fade. */
  get isPlaying(): boolean {
    return this.#feeder.isStartPending || this.#note.isHeld;
  }

  get meters(): NotePlayerMeters {
    const meters = { blocks: 0, faults: 0, networkMs: 0, dspMs: 0, missed: 0 };
    this.readMeters(meters);
    return meters;
  }

  /** Writes the meters into an object that the caller keeps: nothing is allocated. */
  readMeters(into: { -readonly [name in keyof NotePlayerMeters]: number }): void {
    into.dspMs = this.#dspMs;
    into.faults = this.faults;
    if (this.#network.kind === 'inline') {
      const { feeder } = this.#network;
      into.blocks = feeder.blocks;
      into.networkMs = feeder.networkMs;
      into.missed = 0;
    } else {
      const { queue, feeder } = this.#network;
      into.blocks = queue.runs;
      into.networkMs = queue.busyUs / 1000;
      into.missed = feeder.missed;
    }
  }

  /** Hops of silence because NaN went into the network or came out. */
  get faults(): number {
    if (this.#network.kind === 'inline') return this.#network.network.faults;
    return this.#network.feeder.faults + this.#network.queue.faults;
  }

  /** Network runs for notes since the player was made, without prefetched ones. */
  get networkRuns(): number {
    return this.#feeder.noteRuns;
  }

  /** Whether the last `prefetch` found the onset in the cache. */
  get isPrefetched(): boolean {
    return this.#feeder.isPrefetched;
  }

  /** The place of the note that plays among those that fade, on which the order of their sum depends. Set it in silence. */
  get turn(): number {
    return this.#turn;
  }

  set turn(turn: number) {
    this.#turn = turn % NOTES;
    this.#note = this.#notes[this.#turn];
  }

  /** Factor on the partials' frequencies, from the next sub-frame on. */
  get pitchRatio(): number {
    return this.#pitchRatio[0];
  }

  set pitchRatio(ratio: number) {
    this.#pitchRatio[0] = ratio;
    this.#feeder.pitchRatio = ratio * this.#ownRatio;
  }

  /** Keeps the pitch and the level of the notes that sound, where the factors of all notes are divided by these. */
  rebase(ratio: number, gain: number): void {
    for (const note of this.#notes) note.rebase(ratio, gain);
  }

  /** Moves the note that was triggered last to other factors of its own. */
  tune(ratio: number, gain: number): void {
    this.#ownRatio = ratio;
    this.#ownGain = gain;
    this.#feeder.pitchRatio = this.#pitchRatio[0] * ratio;
    // A note that is requested ahead has them from its first sample on.
    if (this.#network.kind === 'inline' || !this.#feeder.isStartPending) this.#note.glide(ratio, gain);
  }

  /** Allocates what the model's family keeps of a set, ahead of its first hop. */
  prepareSet(set: DescriptorSet): void {
    const timbre = playedTimbre(set);
    if (timbre !== undefined) this.#synthesizer.prepare?.(timbre);
  }

  /** Starts `path` with the next sample; the note before fades over 3 ms. */
  trigger(path: DescriptorPath, options: TriggerOptions): void {
    const { seed, walkSeed = seed, currentGain = 1, ratio = 1, gain = 1 } = options;
    this.#triggerIn = Number.POSITIVE_INFINITY;
    this.#ownRatio = ratio;
    this.#ownGain = gain;
    this.#feeder.pitchRatio = this.#pitchRatio[0] * ratio;
    // A note that is requested ahead replaces the one before when its first hop is there.
    if (this.#network.kind === 'ahead') this.#startGain = currentGain;
    else this.#takeTurn(currentGain);
    this.#feeder.start(path, { seed, walkSeed });
  }

  /**
   * Starts `path` as if it had been triggered `elapsed` samples ago, at pitch ratio 1 and without a loop; the note before fades over 3 ms.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  async join(path: DescriptorPath, options: JoinOptions): Promise<void> {
    this.#takeTurn(1);
    const target = { note: this.#note, path, hop: this.#hop };
    if (this.#network.kind === 'ahead') joinAhead({ ...target, feeder: this.#network.feeder }, options);
    else await joinLate({ ...target, feeder: this.#network.feeder }, options);
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
    const { kind, feeder } = this.#network;
    if (kind === 'ahead') return feeder.prefetch(path, { ...options, isPlaying: this.isPlaying });
    return feeder.prefetch(path, options);
  }

  /**
   * Live, a network on a thread of its own has a deadline: the note fades where a hop is late. Otherwise, and at first, the player waits for
   * each hop. An inline network is always waited for.
   */
  setLive(isLive: boolean): void {
    if (this.#network.kind !== 'ahead') return;
    this.#network.feeder.waits = !isLive;
    if (isLive) this.#network.queue.requestRealtime();
  }

  /** Mutes a network on a thread of its own, for code that only warms up. */
  setMuted(isMuted: boolean): void {
    if (this.#network.kind === 'ahead') this.#network.queue.isMuted = isMuted;
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
    this.#stopPaused();
    for (const note of this.#notes) note.fadeOut(samples);
  }

  /** Silences all notes at once and clears the onset cache. */
  reset(): void {
    this.#feeder.reset();
    this.#gap.stop();
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
    if (this.#network.kind === 'ahead') return this.#addAhead(this.#network.feeder, into, from, to);
    const { feeder } = this.#network;
    let at = from;
    while (at < to) {
      const isCutSoon = !feeder.isStartPending && this.#triggerIn <= this.#hop / 2;
      if (this.#needsHop() && (!isCutSoon || feeder.reader.isAtEnd)) {
        const pending = feeder.feed(this.#note);
        if (pending !== undefined) return this.#addAfter(pending, into, at, to);
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

  // Apart: a closure's variables are allocated where the function begins, whether it is made or not.
  #addAfter(pending: Promise<void>, into: Float32Array, at: number, to: number): Promise<void> {
    return pending.then(() => this.add(into, at, to));
  }

  /** The same with a network that runs ahead: a note whose hop is late pauses. */
  #addAhead(feeder: AheadFeeder, into: Float32Array, from: number, to: number): void {
    feeder.queueStart();
    for (let at = from; at < to; ) {
      feeder.startIfDue(this.#takeNextNote);
      const needsHop = this.#note.isActive && this.#note.samplesLeft === 0;
      if (needsHop && feeder.feed(this.#note)) {
        if (this.#gap.isOpen) this.#gap.close();
      } else if (needsHop) this.#gap.open();
      const left = this.#note.isActive && !this.#gap.isOpen ? this.#note.samplesLeft : Number.POSITIVE_INFINITY;
      const count = Math.min(to - at, SCRATCH, feeder.startIn, left);
      this.#addWithGap(into, at, count);
      feeder.advance(count);
      at += count;
    }
  }

  #addWithGap(into: Float32Array, at: number, count: number): void {
    const started = this.#clock();
    for (const note of this.#notes) {
      if (note.isActive && note !== this.#note) note.add(into, at, count, this.#pitchRatio);
    }
    if (this.#note.isActive && !this.#gap.isOpen) {
      const samples = this.#scratch;
      samples.fill(0, 0, count);
      this.#note.add(samples, 0, count, this.#pitchRatio);
      this.#gap.pass(samples, count);
      for (let n = 0; n < count; n++) into[at + n] += samples[n];
    }
    this.#gap.addTail(into, at, count);
    this.#dspMs += this.#clock() - started;
  }

  readonly #takeNextNote = (): Note => {
    this.#takeTurn(this.#startGain);
    return this.#note;
  };

  /** A note that pauses has faded already: what follows must not sound again. */
  #stopPaused(): void {
    if (this.#gap.isOpen) this.#note.stop();
  }

  #addNotes(into: Float32Array, at: number, count: number): void {
    const started = this.#clock();
    for (const note of this.#notes) if (note.isActive) note.add(into, at, count, this.#pitchRatio);
    this.#dspMs += this.#clock() - started;
  }

  #needsHop(): boolean {
    return this.#feeder.isStartPending || (this.#note.isActive && this.#note.samplesLeft === 0);
  }

  /** Fades all notes and makes the next one in turn the one that plays. */
  #takeTurn(currentGain: number): void {
    this.#stopPaused();
    for (const note of this.#notes)
      note.fadeOut(this.#fadeSamples, currentGain * (note === this.#note ? this.#gap.gain : 1));
    this.#gap.startNote();
    this.#turn = (this.#turn + 1) % NOTES;
    this.#note = this.#notes[this.#turn];
    this.#note.stop();
    this.#note.tune(this.#ownRatio, this.#ownGain);
    if (this.#network.kind === 'inline') this.#network.network.reset();
  }
}
