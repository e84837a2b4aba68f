import { clamp } from '../numeric/clamp.ts';
import type { Deck } from './deck.ts';
import type { Meters } from './meters.ts';

/** A sound that breaks off fades to silence over this many frames, and fades in again over twice as many. */
const GAP_FADE = 32;
const RETURN_FADE = 64;

/** The mixer's reader of one deck. Its methods take plain arguments and allocate nothing. */
export class MixerChannel {
  readonly deck: Deck;
  generation = 0;
  gain = 0;
  readonly #meters: Meters;
  /** Samples of one read. */
  readonly #part: Float32Array;
  /** Frame of the stream up to which the deck has been read. */
  #next = 0;
  /** Last sample, from which a gap fades out. */
  #last = 0;
  /** Frames since the deck ran dry, 0 while it runs. */
  #gap = 0;
  /** Frames left of the fade-in after a gap. */
  #fadeIn = 0;

  /** @param maxFrames largest `count` of a read */
  constructor(deck: Deck, meters: Meters, maxFrames: number) {
    this.deck = deck;
    this.#meters = meters;
    this.#part = new Float32Array(maxFrames);
  }

  /** Frame of the stream up to which the deck has been read; undefined before the deck is in use. */
  get readFrame(): number | undefined {
    return this.generation === 0 ? undefined : this.#next;
  }

  /** Resets the channel when the deck has been taken by another render thread. */
  refresh(isAlone: boolean): void {
    const { generation, startFrame } = this.deck;
    if (generation === this.generation || startFrame < 0) return;
    this.generation = generation;
    this.gain = isAlone ? 1 : 0;
    this.#next = startFrame;
    this.#last = 0;
    this.#gap = 0;
    this.#fadeIn = 0;
  }

  /** Copies the deck's frames from `position` on into `scratch`; missing frames become a fade to silence. */
  read(scratch: Float32Array, position: number, count: number, isLeader: boolean): void {
    scratch.fill(0, 0, count);
    const before = clamp(this.#next - position, 0, count);
    if (before === count) return;
    const late = position - this.#next;
    if (late > 0) this.#next += this.deck.samples.skip(late);
    const isBehind = this.#next < position;
    const available = isBehind ? 0 : this.#readInto(scratch, before, count - before);
    this.#next += available;
    for (let i = before; i < before + available; i++) {
      if (this.#fadeIn > 0) scratch[i] *= 1 - this.#fadeIn-- / RETURN_FADE;
    }
    const missing = count - before - available;
    if (available > 0) {
      if (isLeader && this.#gap > 0) this.#meters.raise('longestGapFrames', this.#gap);
      this.#gap = 0;
      this.#last = scratch[before + available - 1];
    }
    if (missing === 0) return;
    if (isLeader) this.#meters.count('underruns');
    for (let i = count - missing; i < count; i++) {
      const fall = 1 - (this.#gap + 1) / GAP_FADE;
      scratch[i] = fall > 0 ? this.#last * fall : 0;
      this.#gap++;
    }
    if (isLeader) this.#meters.raise('longestGapFrames', this.#gap);
    this.#fadeIn = RETURN_FADE;
  }

  /** Mixes the end of a deck whose render thread is gone: its last sample, fading to silence. */
  release(into: Float32Array): void {
    if (this.generation !== 0) {
      this.generation = 0;
      this.#last *= this.gain;
    }
    for (let i = 0; i < into.length && this.#last !== 0; i++) {
      const fall = 1 - (this.#gap + 1) / GAP_FADE;
      if (fall <= 0) this.#last = 0;
      into[i] += this.#last * Math.max(fall, 0);
      this.#gap++;
    }
  }

  #readInto(scratch: Float32Array, at: number, count: number): number {
    const available = this.deck.samples.read(this.#part, count);
    for (let i = 0; i < available; i++) scratch[at + i] = this.#part[i];
    return available;
  }
}
