import { clamp } from '../numeric/clamp.ts';
import { hash2, uniform } from '../numeric/hash.ts';

/** How a held gate loops the descriptors; read until a round begins to fade in, so that every value may move. */
export interface LoopSettings {
  /** Length of a round in frames, before spread. */
  readonly window: number;
  /** Frames by which the window has moved from where the loop was started. */
  readonly shift: number;
  /** 0-1: how far a round's start strays, in windows. */
  readonly jitter: number;
  /** 0-1: how far a round's length strays; at 1 between half and one and a half. */
  readonly spread: number;
}

/** Share of a round that fades into the next one. */
const FADE_SHARE = 0.25;
/** Shortest round in frames. */
const MIN_WINDOW = 2;
/** The random streams of start and length, 'jitt' and 'spre' in ASCII. */
const JITTER_STREAM = 0x6a697474;
const SPREAD_STREAM = 0x73707265;

/**
 * Finds where a round may start instead, so that it is not silent.
 *
 * @returns `start` where the `length` frames from there sound, else the start of the last window before it that sounds; -1 for none
 */
export type FindSound = (start: number, length: number) => number;

/** The present and the next round of a loop over a path. Places and lengths are in frames. */
export class LoopRounds {
  readonly #findSound: FindSound;
  /** Settings of the loop that runs; undefined while none does. */
  #settings: LoopSettings | undefined;
  #seed = 0;
  /** Where the first round starts; later windows are shifted from there. */
  #origin = 0;
  /** Number of the next round. */
  #round = 0;
  #start = 0;
  #length = 0;
  #nextStart = 0;
  #nextLength = 0;
  /** Whether the next round has begun to fade in and therefore stays where it is. */
  #isNextFixed = false;

  /** @param findSound called for each round; by default every place sounds */
  constructor(findSound: FindSound = (start) => start) {
    this.#findSound = findSound;
  }

  get isRunning(): boolean {
    return this.#settings !== undefined;
  }

  /** Where the present round starts and how long it is. */
  get from(): number {
    return this.#start;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Starts a loop at `position` of a path of `frames`; `settings` is read until `stop`.
   *
   * @returns where the loop begins: `position`, or the last window before it that sounded; -1 where none has, and no loop starts
   */
  start(
    settings: LoopSettings,
    { seed, position, frames }: { seed: number; position: number; frames: number },
  ): number {
    const { window } = settings;
    const found = this.#findSound(position, Math.max(window, MIN_WINDOW));
    if (found < 0) return -1;
    this.#settings = settings;
    this.#seed = seed;
    this.#origin = found;
    this.#round = 1;
    this.#placeNext(frames, { window, shift: 0, jitter: 0, spread: 0 });
    this.#start = this.#nextStart;
    this.#origin = this.#nextStart;
    this.#length = this.#nextLength;
    // A window that does not fit behind the position starts before it: the present round is shortened to its end.
    if (found > this.#start) this.#length = Math.max(this.#length, found - this.#start + 1);
    this.#round++;
    this.#isNextFixed = false;
    return found;
  }

  stop(): void {
    this.#settings = undefined;
  }

  /** Places the next round by the present settings, until the hop that ends at `end` fades into it. */
  prepareHop(end: number, frames: number): void {
    const isFixed = this.fadeAt(end) > 0;
    if (!this.#isNextFixed && this.#settings !== undefined) {
      this.#placeNext(frames, this.#settings);
      if (isFixed) this.#avoidSilence();
    }
    this.#isNextFixed = isFixed;
  }

  /** 0 before the present round fades into the next one, 1 from its end on. */
  fadeAt(place: number): number {
    const fade = FADE_SHARE * this.#length;
    return clamp((place - (this.#start + this.#length - fade)) / fade, 0, 1);
  }

  /** The place in the next round that sounds with `place` of the present one. */
  inNext(place: number): number {
    return Math.max(place - this.#start - this.#length + this.#nextStart, 0);
  }

  /** Where the loop goes on from `position`: in the next round, which becomes the present one, past the end of the present one. */
  wrap(position: number): number {
    if (position < this.#start + this.#length) return position;
    const wrapped = this.inNext(position);
    this.#start = this.#nextStart;
    this.#length = this.#nextLength;
    this.#round++;
    this.#isNextFixed = false;
    return wrapped;
  }

  /** A window that has moved into silence goes back to the last one that sounds. */
  #avoidSilence(): void {
    const found = this.#findSound(this.#nextStart, this.#nextLength);
    if (found >= 0) this.#nextStart = found;
  }

  #placeNext(frames: number, { window, shift, jitter, spread }: LoopSettings): void {
    const stray = 2 * uniform(hash2(this.#seed, JITTER_STREAM), this.#round) - 1;
    const stretch = uniform(hash2(this.#seed, SPREAD_STREAM), this.#round) - 0.5;
    this.#nextLength = Math.max(window * (1 + spread * stretch), MIN_WINDOW);
    const latest = Math.max(frames - 1 - this.#nextLength, 0);
    this.#nextStart = clamp(this.#origin + shift + jitter * stray * window, 0, latest);
  }
}
