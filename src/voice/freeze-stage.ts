import { createFader, type Fader } from './dsp/fader.ts';
import { FreezeLoop, type GrainSettings } from './freeze-loop.ts';

/** Crossfade between notes and frozen grains, seconds. */
const FADE_SECONDS = 0.005;

export interface FreezeStageOptions {
  readonly sampleRate: number;
  /** Read at each grain's start. */
  readonly settings: GrainSettings;
  /** Seed of the grains; read when a freeze begins. */
  readonly seed: () => number;
}

/**
 * Crossfades between the notes and frozen grains of the sound so far. Its state changes at the samples that `limit` stops at, so
 * that block sizes make no difference.
 */
export class FreezeStage {
  readonly #loop: FreezeLoop;
  readonly #notes: Fader;
  readonly #settings: GrainSettings;
  readonly #seed: () => number;
  readonly #fadeFrames: number;
  /** Whether the notes are faded out, or fade. */
  #isMuted = false;
  /** Samples until the next freeze; Infinity for never. */
  #freezeIn = Number.POSITIVE_INFINITY;

  constructor({ sampleRate, settings, seed }: FreezeStageOptions) {
    this.#loop = new FreezeLoop({ sampleRate });
    this.#settings = settings;
    this.#seed = seed;
    this.#fadeFrames = Math.round(FADE_SECONDS * sampleRate);
    this.#notes = createFader(this.#fadeFrames);
  }

  /** Whether there is a sound to freeze. */
  get hasSound(): boolean {
    return this.#loop.hasSound();
  }

  /** Samples of a grain, before spread; -1 without a freeze. */
  get window(): number {
    return this.#loop.isFrozen ? this.#settings.window : -1;
  }

  /** Whether grains sound. */
  get isSounding(): boolean {
    return this.#loop.isSounding;
  }

  /** 0-1: the present gain of the notes. */
  get noteGain(): number {
    return this.#notes.gain;
  }

  /** Whether the notes are silent and need not be rendered: the note pauses behind a freeze. */
  get hidesNotes(): boolean {
    return this.#isMuted && this.#notes.isSilent;
  }

  /** Freezes the sound so far. */
  freeze(): void {
    this.#freezeIn = Number.POSITIVE_INFINITY;
    this.#loop.freeze(this.#settings, this.#seed(), this.#fadeFrames);
    this.#isMuted = true;
  }

  /** Ends a freeze, and freezes again after one window of the notes, or of silence and then a sound. */
  refreeze(): void {
    this.#loop.unfreeze(this.#fadeFrames);
    this.#freezeIn = Math.round(this.#settings.window);
  }

  /** Crossfades back to the notes. */
  unfreeze(): void {
    this.#freezeIn = Number.POSITIVE_INFINITY;
    this.#loop.unfreeze(this.#fadeFrames);
    this.#isMuted = false;
  }

  /** Passes the notes at full gain, at once: a new note starts unfaded. */
  passNotes(): void {
    this.#notes.reset();
    this.#isMuted = false;
  }

  /** Forgets the sound so far and passes the notes. */
  reset(): void {
    this.#loop.clear();
    this.#freezeIn = Number.POSITIVE_INFINITY;
    this.passNotes();
  }

  /** Whether nothing sounded as far as grains reach back. */
  get isEmpty(): boolean {
    return this.#loop.isEmpty;
  }

  /** Begins after a long silence. */
  passSilence(): void {
    this.#loop.passSilence();
  }

  /** Limits `samples` to those before the next change of state. */
  limit(samples: number): number {
    const isFading = this.#isMuted && !this.#notes.isSilent;
    return Math.min(samples, this.#freezeIn, isFading ? this.#notes.samplesLeft : Number.POSITIVE_INFINITY);
  }

  /** Adds `notes` from its start on to `into[from ... to)`, faded. */
  mixNotes(notes: Float32Array, into: Float32Array, from: number, to: number): void {
    for (let n = from; n < to; n++) into[n] += notes[n - from] * this.#notes.next(this.#isMuted ? 0 : 1);
  }

  /** Adds grains to `into[from ... to)`, within `limit`, records the sum and begins a freeze that is due after it. */
  addGrains(into: Float32Array, from: number, to: number): void {
    if (this.#loop.isSounding) this.#loop.add(into, from, to);
    if (!this.#loop.isFrozen) this.#loop.record(into, from, to);
    this.#freezeIn -= to - from;
    if (this.#freezeIn > 0) return;
    if (this.#loop.hasSound(this.#settings.window)) this.freeze();
    else this.#freezeIn = Math.round(this.#settings.window);
  }
}
