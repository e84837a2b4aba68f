import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import { interpolateAll } from '../descriptors/transform/interpolation.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';

/** Length of a crossfade in hops: 46 ms. */
const CROSSFADE_HOPS = 8;

/** Reads a path at places between its frames, in frames from its start, and crossfades to other paths. */
export class CrossfadedPath {
  readonly #stats: readonly DescriptorStats[];
  readonly #subframes: number;
  #path: DescriptorPath | undefined;
  /** The path that fades out, and the hops of the crossfade so far. */
  #previous: DescriptorPath | undefined;
  #hops = 0;
  readonly #share = new Float64Array(1);
  readonly #previousFrame = new Float32Array(DESCRIPTORS.length);
  readonly #previousLevel: Float32Array;
  readonly #nextFrame = new Float32Array(DESCRIPTORS.length);
  /** The levels of two neighbouring frames, in one array and apart. */
  readonly #levels: Float32Array;
  readonly #firstLevels: Float32Array;
  readonly #secondLevels: Float32Array;

  /** @param stats scales of the seven descriptors, in their order */
  constructor(stats: readonly DescriptorStats[], subframes: number) {
    this.#stats = stats;
    this.#subframes = subframes;
    this.#previousLevel = new Float32Array(subframes);
    this.#levels = new Float32Array(2 * subframes);
    this.#firstLevels = this.#levels.subarray(0, subframes);
    this.#secondLevels = this.#levels.subarray(subframes);
  }

  /** 0 without a path. */
  get frames(): number {
    return this.#path?.frames ?? 0;
  }

  /** Takes `path` at once. */
  set(path: DescriptorPath): void {
    this.#path = path;
    this.#previous = undefined;
  }

  /** Takes `path` over the next hops, at the same places. */
  crossfadeTo(path: DescriptorPath): void {
    this.#previous = this.#path;
    this.#path = path;
    this.#hops = 0;
  }

  /** Advances the crossfade by a hop. */
  advance(): void {
    if (this.#previous !== undefined && ++this.#hops === CROSSFADE_HOPS) this.#previous = undefined;
  }

  /** Descriptors at `place`, interpolated on their own scales. */
  readFrame(place: number, into: Float32Array): void {
    if (this.#path === undefined) return;
    this.#readFrameOf(this.#path, place, into);
    if (this.#previous === undefined) return;
    this.#readFrameOf(this.#previous, place, this.#previousFrame);
    this.mix(this.#previousFrame, into, (this.#hops + 1) / CROSSFADE_HOPS, into);
  }

  /**
   * The mix at `place`, its timbres also at `next` while `fade` (0-1) is above 0; the sets' shares change slowly: those at the frame before
   * will do.
   */
  readTimbre(place: number, into: TimbreMix, next = place, fade = 0): void {
    const share = this.#previous === undefined ? 1 : (this.#hops + 1) / CROSSFADE_HOPS;
    into.clear(place, next, fade);
    this.#previous?.readTimbre?.(Math.floor(place), 1 - share, into);
    this.#path?.readTimbre?.(Math.floor(place), share, into);
  }

  /** Levels of the hop that starts at `place`; two paths are mixed with equal power. */
  readLevel(place: number, into: Float32Array): void {
    if (this.#path === undefined) return;
    this.#readLevelOf(this.#path, place, into);
    if (this.#previous === undefined) return;
    this.#readLevelOf(this.#previous, place, this.#previousLevel);
    const subframes = this.#subframes;
    for (let j = 0; j < subframes; j++) {
      const angle = (Math.PI / 2) * ((this.#hops + (j + 1) / subframes) / CROSSFADE_HOPS);
      into[j] = Math.hypot(Math.cos(angle) * this.#previousLevel[j], Math.sin(angle) * into[j]);
    }
  }

  /** Interpolates two frames of descriptors on their own scales. */
  mix(a: Float32Array, b: Float32Array, share: number, into: Float32Array): void {
    this.#share[0] = share;
    interpolateAll(this.#stats, a, b, this.#share, into);
  }

  #readFrameOf(path: DescriptorPath, place: number, into: Float32Array): void {
    const whole = Math.floor(place);
    const share = place - whole;
    path.readFrame(whole, into);
    if (share === 0) return;
    path.readFrame(whole + 1, this.#nextFrame);
    this.mix(into, this.#nextFrame, share, into);
  }

  #readLevelOf(path: DescriptorPath, place: number, into: Float32Array): void {
    const whole = Math.floor(place);
    const offset = (place - whole) * this.#subframes;
    if (offset === 0) {
      path.readLevel(whole, into);
      return;
    }
    path.readLevel(whole, this.#firstLevels);
    path.readLevel(whole + 1, this.#secondLevels);
    const levels = this.#levels;
    const first = Math.floor(offset);
    const share = offset - first;
    for (let j = 0; j < this.#subframes; j++) {
      const low = levels[first + j];
      into[j] = low + share * ((levels[first + j + 1] ?? low) - low);
    }
  }
}
