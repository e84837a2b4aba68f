import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { CrossfadedPath } from './crossfaded-path.ts';
import { LoopRounds, type LoopSettings } from './loop-rounds.ts';

/** Reads a path hop by hop, once through or in a loop. */
export class PathReader {
  readonly #path: CrossfadedPath;
  readonly #rounds = new LoopRounds();
  readonly #subframes: number;
  readonly #frame = new Float32Array(DESCRIPTORS.length);
  readonly #level: Float32Array;
  #seed = 0;
  #position = 0;

  /** @param stats scales of the seven descriptors, in their order */
  constructor(stats: readonly DescriptorStats[], subframes: number) {
    this.#path = new CrossfadedPath(stats, subframes);
    this.#subframes = subframes;
    this.#level = new Float32Array(subframes);
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
    this.#path.readTimbre(end, timbre);
    if (!this.#rounds.isRunning) {
      this.#path.readFrame(end, frame);
      this.#path.readLevel(start, level);
      this.#path.advance();
      this.#position = end;
      return;
    }
    this.#rounds.prepareHop(end, this.#path.frames);
    this.#readLoopedFrame(end, frame);
    this.#readLoopedLevel(start, level);
    this.#path.advance();
    this.#position = this.#rounds.wrap(end);
  }

  /** Loops from the present position on; `settings` is read until `endLoop`. Does nothing without a path or in a loop. */
  startLoop(settings: LoopSettings): void {
    const { frames } = this.#path;
    if (frames === 0 || this.#rounds.isRunning) return;
    this.#rounds.start(settings, { seed: this.#seed, position: this.#position, frames });
  }

  /** Goes on from the loop's position to the path's end. */
  endLoop(): void {
    if (!this.#rounds.isRunning) return;
    // From half-way through the fade on, the next round is the louder one.
    if (this.#rounds.fadeAt(this.#position) > 0.5) this.#position = this.#rounds.inNext(this.#position);
    this.#rounds.stop();
  }

  /** Crossfades to another path within 50 ms, at the loop's position; does nothing without a loop. */
  crossfadeTo(path: DescriptorPath): void {
    if (this.#rounds.isRunning) this.#path.crossfadeTo(path);
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
