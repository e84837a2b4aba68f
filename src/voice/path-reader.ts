import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { CrossfadedPath } from './crossfaded-path.ts';
import { LoopRounds, type LoopSettings } from './loop-rounds.ts';

/** A level is silence 40 dB below the loudest of the note so far, or below -54 dBFS. */
const SILENT_SHARE = 0.01;
const SILENT_LEVEL = 0.002;
/** Frames from one look for a sound further back to the next one, and the most looks: 6 s back take as long as a hop of three sets. */
const STRIDE = 4;
const MAX_LOOKS = 256;

/** Reads a path hop by hop, once through or in a loop. */
export class PathReader {
  readonly #path: CrossfadedPath;
  readonly #rounds = new LoopRounds((start, length) => this.#findSound(start, length));
  readonly #subframes: number;
  readonly #frame = new Float32Array(DESCRIPTORS.length);
  readonly #level: Float32Array;
  readonly #looked: Float32Array;
  #seed = 0;
  #position = 0;
  /** The largest level so far. */
  #loudest = 0;
  /** The settings of a loop that waits for the first sound. */
  #waiting: LoopSettings | undefined;

  /** @param stats scales of the seven descriptors, in their order */
  constructor(stats: readonly DescriptorStats[], subframes: number) {
    this.#path = new CrossfadedPath(stats, subframes);
    this.#subframes = subframes;
    this.#level = new Float32Array(subframes);
    this.#looked = new Float32Array(subframes);
  }

  /** Where the present round of a loop begins and ends, in frames; -1 without a loop. */
  get loopFrom(): number {
    return this.#rounds.isRunning ? this.#rounds.from : -1;
  }

  get loopTo(): number {
    return this.#rounds.isRunning ? Math.min(this.#rounds.from + this.#rounds.length, this.#path.frames) : -1;
  }

  /** Whether the path has ended, or none has started. */
  get isAtEnd(): boolean {
    return !this.#rounds.isRunning && this.#position >= this.#path.frames;
  }

  /** Starts `path` from its first frame. `seed`: of the random choices of a loop. */
  start(path: DescriptorPath, seed: number): void {
    this.#path.set(path);
    this.#seed = seed;
    this.#position = 0;
    this.#loudest = 0;
    this.#waiting = undefined;
    this.#rounds.stop();
  }

  /** Reads descriptors and timbre at the start of the next hop. */
  readStart(frame: Float32Array, timbre: TimbreMix): void {
    this.#path.readFrame(this.#position, frame);
    this.#path.readTimbre(this.#position, timbre);
  }

  /** Reads the next hop, descriptors and timbre at its end and levels of its sub-frames, and advances by it. */
  next(frame: Float32Array, level: Float32Array, timbre: TimbreMix): void {
    const start = this.#position;
    const end = start + 1;
    if (!this.#rounds.isRunning) {
      this.#path.readTimbre(end, timbre);
      this.#path.readFrame(end, frame);
      this.#path.readLevel(start, level);
      this.#path.advance();
      this.#position = end;
      if (this.#note(level) && this.#waiting !== undefined) this.startLoop(this.#waiting);
      return;
    }
    this.#rounds.prepareHop(end, this.#path.frames);
    this.#path.readTimbre(end, timbre, this.#rounds.inNext(end), this.#rounds.fadeAt(end));
    this.#readLoopedFrame(end, frame);
    this.#readLoopedLevel(start, level);
    this.#note(level);
    this.#path.advance();
    this.#position = this.#rounds.wrap(end);
  }

  /**
   * Loops from the present position on, or where a whole window is silent there, from the last window that sounded; `settings` is read until
   * `endLoop`. Where nothing has sounded yet, the loop starts with the first sound. Does nothing without a path or in a loop.
   *
   * @returns whether a loop runs
   */
  startLoop(settings: LoopSettings): boolean {
    const { frames } = this.#path;
    if (frames === 0 || this.#rounds.isRunning) return this.#rounds.isRunning;
    const begin = this.#rounds.start(settings, { seed: this.#seed, position: this.#position, frames });
    this.#waiting = begin < 0 ? settings : undefined;
    if (begin >= 0) this.#position = begin;
    return begin >= 0;
  }

  /** Goes on from the loop's position to the path's end. */
  endLoop(): void {
    this.#waiting = undefined;
    if (!this.#rounds.isRunning) return;
    // From half-way through the fade on, the next round is the louder one.
    if (this.#rounds.fadeAt(this.#position) > 0.5) this.#position = this.#rounds.inNext(this.#position);
    this.#rounds.stop();
  }

  /** Crossfades to another path within 50 ms, at the loop's position; does nothing without a loop. */
  crossfadeTo(path: DescriptorPath): void {
    if (this.#rounds.isRunning) this.#path.crossfadeTo(path);
  }

  /** Keeps the loudest level so far; returns whether `level` sounds. */
  #note(level: Float32Array): boolean {
    let largest = 0;
    for (let j = 0; j < level.length; j++) largest = Math.max(largest, level[j]);
    this.#loudest = Math.max(this.#loudest, largest);
    return largest > Math.max(SILENT_SHARE * this.#loudest, SILENT_LEVEL);
  }

  #soundsAt(frame: number): boolean {
    this.#path.readLevel(frame, this.#looked);
    const threshold = Math.max(SILENT_SHARE * this.#loudest, SILENT_LEVEL);
    for (let j = 0; j < this.#subframes; j++) if (this.#looked[j] > threshold) return true;
    return false;
  }

  /** As `FindSound`. A loop's window has 87 frames at most. */
  #findSound(start: number, length: number): number {
    const first = Math.floor(start);
    const last = Math.min(Math.ceil(start + length), this.#path.frames);
    for (let k = first; k < last; k++) if (this.#soundsAt(k)) return start;
    for (let look = 1; look <= MAX_LOOKS && first - look * STRIDE > -STRIDE; look++) {
      const k = Math.max(first - look * STRIDE, 0);
      if (this.#soundsAt(k)) return Math.max(k + 1 - length, 0);
    }
    return -1;
  }

  #readLoopedFrame(place: number, into: Float32Array): void {
    const fade = this.#rounds.fadeAt(place);
    this.#path.readFrame(fade === 1 ? this.#rounds.inNext(place) : place, into);
    if (fade === 0 || fade === 1) return;
    this.#frame.set(into);
    this.#path.readFrame(this.#rounds.inNext(place), into);
    this.#path.mix(this.#frame, into, fade, into);
  }

  /** Two rounds are mixed with equal power. */
  #readLoopedLevel(place: number, into: Float32Array): void {
    this.#path.readLevel(place, into);
    if (this.#rounds.fadeAt(place + 1) === 0) return;
    this.#path.readLevel(this.#rounds.inNext(place), this.#level);
    for (let j = 0; j < this.#subframes; j++) {
      const angle = (Math.PI / 2) * this.#rounds.fadeAt(place + (j + 1) / this.#subframes);
      into[j] = Math.hypot(Math.cos(angle) * into[j], Math.sin(angle) * this.#level[j]);
    }
  }
}
