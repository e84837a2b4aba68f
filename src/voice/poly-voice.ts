import type { InferenceSession } from '../contracts/accelerator.ts';
import type { NoteInput } from '../contracts/panel-input.ts';
import { defaultValues } from '../control/destination.ts';
import type { Residue } from '../control/performance/performance.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { timingOf } from '../model/timing.ts';
import { hash2 } from '../numeric/hash.ts';
import { createOutputStage, type OutputStage } from './dsp/output-stage.ts';
import { jitWarmUp } from './jit-warm-up.ts';
import { LiveVoice, type LiveVoiceOptions, type VoicePatch } from './live-voice.ts';
import { createNotePlayer, type NotePlayerMeters } from './note-player.ts';
import { createOnsetCache } from './onset-cache.ts';
import {
  GATE_1,
  GATE_2,
  type GateIndex,
  MAX_RESIDUE,
  RENDERER_RESIDUE,
  type Renderer,
  VOICE_RESIDUE,
} from './renderer.ts';
import { GATE_KEY, type SoundingVoices, VoiceAllocator } from './voice-allocator.ts';

/** Samples that are mixed at a time. */
const MAX_SEGMENT = 512;
/** Time in which the measured level of a voice falls by 63 %, seconds. */
const LEVEL_SECONDS = 0.05;
/** The random stream of the voices' seeds, 'poly' in ASCII. */
const VOICE_STREAM = 0x706f6c79;
/** A note of gate 1 has no pitch, level and sharpness of its own. */
const UNTUNED = { pitch: 0, level: 0, sharpness: 0 };

export interface PolyVoiceOptions extends Omit<LiveVoiceOptions, 'session' | 'onsets' | 'outputStage'> {
  /** One a voice, of the same network; see `shareSession`. */
  readonly sessions: readonly InferenceSession[];
  /** Whether rises of gate 1 take the voices in turn; otherwise they play one voice. */
  readonly alternates: boolean;
}

/**
 * Creates the voices; they are warm when the promise resolves.
 *
 * @throws NeurorackError as `createLiveVoice`
 */
export async function createPolyVoice(options: PolyVoiceOptions): Promise<PolyVoice> {
  const { model, sessions, seed, alternates } = options;
  const synthesizer = options.synthesizer ?? model.createSynthesizer();
  const { sampleRate, hop } = timingOf(model);
  const outputStage = createOutputStage({ sampleRate });
  const x = synthesizer.stream?.silence ?? model.manifest.silence;
  const onsets = createOnsetCache(x.length, synthesizer.outputSize);
  const parts: LiveVoice[] = [];
  for (const [index, session] of sessions.entries()) {
    const own = {
      ...options,
      session,
      synthesizer,
      onsets,
      // The first one is the voice of an instrument with one.
      seed: index === 0 ? seed : hash2(hash2(seed, VOICE_STREAM), index),
      outputStage: PASS,
    };
    parts.push(new LiveVoice(await createNotePlayer(own), own));
  }
  const voice = new PolyVoice(parts, { outputStage, alternates });
  voice.setMuted(true);
  await jitWarmUp(voice, hop);
  voice.reset();
  voice.setMuted(false);
  return voice;
}

/** The stage of one voice of several: all have one stage behind their sum. */
const PASS: OutputStage = { residue: new Float64Array(2), reset: () => undefined, render: () => undefined };

/**
 * Several voices of one model: each has a note, a pitch, a level and a seed of its own; sets, controls and descriptors are common. A voice that
 * is stolen fades as a note does that the next one replaces. Used by one thread.
 */
export class PolyVoice implements Renderer, SoundingVoices {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  readonly #parts: readonly LiveVoice[];
  readonly #allocator: VoiceAllocator;
  readonly #alternates: boolean;
  readonly #outputStage: OutputStage;
  readonly #values = defaultValues();
  readonly #samples = new Float32Array(MAX_SEGMENT);
  readonly #levels: Float64Array;
  readonly #levelDecay: number;
  readonly #partResidue = new Float64Array(MAX_RESIDUE);
  readonly #partMeters = { blocks: 0, faults: 0, networkMs: 0, dspMs: 0, missed: 0 };
  #isGateHigh = false;
  #isLooping = false;
  #rendered = 0;

  constructor(
    parts: readonly LiveVoice[],
    { outputStage, alternates }: { readonly outputStage: OutputStage; readonly alternates: boolean },
  ) {
    const [{ sampleRate, latencyFrames }] = parts;
    this.sampleRate = sampleRate;
    this.latencyFrames = latencyFrames;
    this.#parts = parts;
    this.#alternates = alternates;
    this.#outputStage = outputStage;
    this.#levels = new Float64Array(parts.length);
    this.#levelDecay = Math.exp(-1 / (LEVEL_SECONDS * sampleRate));
    this.#allocator = new VoiceAllocator(parts.length, { sounding: this, sampleRate });
  }

  /** Voices that it plays at a time. */
  get count(): number {
    return this.#allocator.count;
  }

  /** Plays no more than `count` voices from the next note on. */
  limit(count: number): void {
    this.#allocator.limit(count);
  }

  get isSounding(): boolean {
    for (const part of this.#parts) if (part.isSounding) return true;
    return false;
  }

  isVoiceSounding(voice: number): boolean {
    return this.#parts[voice].isSounding;
  }

  levelOf(voice: number): number {
    return this.#levels[voice];
  }

  get loopFromMs(): number {
    return this.#parts[this.#allocator.last].loopFromMs;
  }

  get loopToMs(): number {
    return this.#parts[this.#allocator.last].loopToMs;
  }

  get faults(): number {
    let faults = 0;
    for (const part of this.#parts) faults += part.faults;
    return faults;
  }

  get meters(): NotePlayerMeters {
    const meters = { blocks: 0, faults: 0, networkMs: 0, dspMs: 0, missed: 0 };
    this.readMeters(meters);
    return meters;
  }

  /** As `NotePlayer.readMeters`, of all voices. */
  readMeters(into: { -readonly [name in keyof NotePlayerMeters]: number }): void {
    const own = this.#partMeters;
    into.blocks = into.faults = into.networkMs = into.dspMs = into.missed = 0;
    for (const part of this.#parts) {
      part.readMeters(own);
      into.blocks += own.blocks;
      into.faults += own.faults;
      into.networkMs += own.networkMs;
      into.dspMs += own.dspMs;
      into.missed += own.missed;
    }
  }

  control(values: Float64Array): void {
    this.#values.set(values);
    for (const part of this.#parts) part.control(values);
  }

  skipTriggers(count: number): void {
    if (!this.#alternates) {
      this.#parts[0].skipTriggers(count);
      return;
    }
    const voices = this.#allocator.count;
    for (let v = 0; v < voices; v++) this.#parts[v].skipTriggers(Math.ceil(Math.max(count - v, 0) / voices));
    this.#allocator.skipTurns(count);
  }

  readResidue(into: Float64Array): number {
    const { count } = this.#allocator;
    into.set(this.#outputStage.residue);
    into[2] = (this.#isGateHigh ? 1 : 0) + (this.#isLooping ? 2 : 0);
    into[3] = this.#allocator.next;
    into[4] = this.#allocator.last;
    into[5] = 0;
    for (let v = 0; v < count; v++) {
      const at = RENDERER_RESIDUE + VOICE_RESIDUE * v;
      this.#parts[v].readResidue(this.#partResidue);
      into[at] = this.#partResidue[2];
      into[at + 1] = this.#partResidue[3];
      into[at + 2] = this.#partResidue[5];
      this.#allocator.readResidue(v, this.#rendered, into, at + 3);
    }
    return RENDERER_RESIDUE + VOICE_RESIDUE * count;
  }

  resume(residue: Residue): void {
    const { count } = this.#allocator;
    if (residue.length !== RENDERER_RESIDUE + VOICE_RESIDUE * count) return;
    const [input, output, gates, turn, last] = residue;
    this.#outputStage.residue.set([input, output]);
    this.#isGateHigh = (gates & 1) !== 0;
    this.#isLooping = (gates & 2) !== 0;
    this.#allocator.resume(turn, last);
    for (let v = 0; v < count; v++) {
      const at = RENDERER_RESIDUE + VOICE_RESIDUE * v;
      this.#parts[v].resume([0, 0, residue[at], residue[at + 1], 1, residue[at + 2]]);
      this.#allocator.resumeVoice(v, this.#rendered, residue.slice(at + 3, at + VOICE_RESIDUE));
    }
  }

  gate(gate: GateIndex, isHigh: boolean): void {
    if (gate === GATE_1) this.#gate1(isHigh);
    else if (isHigh !== this.#isLooping) this.#gate2(isHigh);
  }

  note(note: NoteInput): void {
    if (note.isMoved === true) {
      const voice = this.#allocator.voiceOf(note.key);
      if (voice >= 0) this.#parts[voice].move(note);
    } else if (note.isOn) this.#start(this.#allocator.take(note.key, this.#rendered), note).gate(GATE_1, true);
    else this.#release(note.key);
  }

  /** As `LiveVoice.setPatch`. */
  setPatch(patch: VoicePatch): void {
    for (const part of this.#parts) part.setPatch(patch);
  }

  /** As `LiveVoice.setMap`. */
  setMap(map: SoundMap | undefined): void {
    for (const part of this.#parts) part.setMap(map);
  }

  /** As `LiveVoice.join`, by the first voice. */
  join(elapsed: number): Promise<void> {
    this.#isGateHigh = true;
    return this.#parts[this.#takeForGate()].join(elapsed, this.#outputStage);
  }

  render(into: Float32Array, from: number, to: number): void | Promise<void> {
    for (let at = from; at < to; ) {
      const next = Math.min(at + MAX_SEGMENT, to);
      into.fill(0, at, next);
      const pending = this.#addParts(0, into, at, next);
      if (pending !== undefined) return this.#continueAfter(pending, into, { at, next, to });
      this.#finish(into, at, next);
      at = next;
    }
  }

  /** Prefetches the onset of the next rise of gate 1; all voices have one cache. */
  prepare(): void | Promise<void> {
    const voice = this.#alternates ? this.#allocator.next : this.#allocator.choose(GATE_KEY, this.#rendered);
    return this.#parts[voice].prepare();
  }

  /** As `NotePlayer.setLive`. */
  setLive(isLive: boolean): void {
    for (const part of this.#parts) part.setLive(isLive);
  }

  /** As `NotePlayer.setMuted`. */
  setMuted(isMuted: boolean): void {
    for (const part of this.#parts) part.setMuted(isMuted);
  }

  /** Silences all voices at once. */
  reset(): void {
    for (const part of this.#parts) {
      part.reset();
      part.setLoop(false);
    }
    this.#allocator.reset();
    this.#outputStage.reset();
    this.#levels.fill(0);
    this.#isGateHigh = false;
    this.#isLooping = false;
    this.#rendered = 0;
  }

  #gate1(isHigh: boolean): void {
    this.#isGateHigh = isHigh;
    if (isHigh) this.#start(this.#takeForGate(), UNTUNED).gate(GATE_1, true);
    // A note that gate 2 has started is held by it.
    else this.#release(GATE_KEY);
  }

  /** Gate 2 loops what sounds, or starts a note where nothing does. */
  #gate2(isHigh: boolean): void {
    const startsNote = isHigh && !this.isSounding;
    this.#isLooping = isHigh;
    const started = startsNote ? this.#start(this.#takeForGate(), UNTUNED) : undefined;
    for (const part of this.#parts) {
      if (!isHigh || part === started || part.isSounding) part.gate(GATE_2, isHigh);
      else part.setLoop(true);
    }
    if (!isHigh && !this.#isGateHigh) this.#allocator.release(GATE_KEY);
  }

  #takeForGate(): number {
    if (!this.#alternates) return this.#allocator.take(GATE_KEY, this.#rendered);
    const before = this.#allocator.voiceOf(GATE_KEY);
    const voice = this.#allocator.takeTurn(this.#rendered);
    // A sound that rings on keeps the pitch and the level at which the next one begins.
    if (before >= 0 && before !== voice) this.#parts[before].hold();
    return voice;
  }

  #start(voice: number, tuning: Pick<NoteInput, 'pitch' | 'level' | 'sharpness'>): LiveVoice {
    const part = this.#parts[voice];
    part.tune(this.#values, tuning);
    return part;
  }

  #release(key: number): void {
    const voice = this.#allocator.release(key);
    if (voice >= 0) this.#parts[voice].gate(GATE_1, false);
  }

  /** Adds the voices from `first` on. */
  #addParts(first: number, into: Float32Array, from: number, to: number): void | Promise<void> {
    const count = to - from;
    for (let p = first; p < this.#parts.length; p++) {
      const part = this.#parts[p];
      if (!part.isSounding) {
        part.skipSilence(count);
        this.#levels[p] = 0;
        continue;
      }
      const pending = part.render(this.#samples, 0, count);
      if (pending !== undefined) return this.#mixAfter(pending, p, into, from, to);
      this.#mix(p, into, from, to);
    }
  }

  #mix(voice: number, into: Float32Array, from: number, to: number): void {
    const samples = this.#samples;
    const decay = this.#levelDecay;
    let level = this.#levels[voice];
    for (let n = from; n < to; n++) {
      const x = samples[n - from];
      into[n] += x;
      level = Math.max(level * decay, x, -x);
    }
    this.#levels[voice] = level;
  }

  #finish(into: Float32Array, from: number, to: number): void {
    this.#outputStage.render(into, from, to);
    this.#rendered += to - from;
  }

  // Apart: a closure's variables are allocated where the function begins, whether it is made or not.
  async #mixAfter(pending: Promise<void>, voice: number, into: Float32Array, from: number, to: number): Promise<void> {
    await pending;
    this.#mix(voice, into, from, to);
    await this.#addParts(voice + 1, into, from, to);
  }

  async #continueAfter(
    pending: Promise<void>,
    into: Float32Array,
    { at, next, to }: { readonly at: number; readonly next: number; readonly to: number },
  ): Promise<void> {
    await pending;
    this.#finish(into, at, next);
    if (next < to) await this.render(into, next, to);
  }
}
