import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import { interpolate } from '../descriptors/transform/interpolation.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import { hash2, uniform } from '../numeric/hash.ts';

/** How a held gate loops the descriptors; asked until a round begins to fade in, so that all of it may move. */
export interface LoopSettings {
  /** Length of a round in frames, before spread. */
  readonly window: number;
  /** Frames by which the window has moved from where it was caught. */
  readonly shift: number;
  /** 0-1: how far a round's start strays, in windows. */
  readonly jitter: number;
  /** 0-1: how far a round's length strays; at 1 between half and one and a half. */
  readonly spread: number;
}

/** Reads a path block by block, once through or in a loop. */
export interface PathReader {
  /** Whether the path has ended, or none has begun. */
  readonly isAtEnd: boolean;
  /** Frames from the path's beginning to the next block. */
  readonly position: number;
  start(path: DescriptorPath, seed: number, position?: number): void;
  /** Descriptors and timbre at the beginning of the next block. */
  readStart(into: Float32Array, timbre: TimbreMix): void;
  /** The next block: descriptors and timbre at its end, levels of its sub-frames; moves on by it. */
  next(frame: Float32Array, level: Float32Array, timbre: TimbreMix): void;
  /** Loops from the present position on; `settings` is read now and then until `leave`. */
  startLoop(settings: LoopSettings): void;
  /** Goes over to another path within 50 ms, where the loop stands; does nothing without a loop. */
  crossfadeTo(path: DescriptorPath): void;
  /** Goes on from where the loop stands to the path's end. */
  endLoop(): void;
  readonly isLooping: boolean;
}

/** Share of a round that fades into the next one. */
const FADE_SHARE = 0.25;
/** Hops that an exchange takes: 46 ms. */
const EXCHANGE_HOPS = 8;
/** Shortest round in frames. */
const LEAST_WINDOW = 2;
/** The streams of start and length, 'jitt' and 'spre' in ASCII. */
const JITTER_STREAM = 0x6a697474;
const SPREAD_STREAM = 0x73707265;

/** @param stats scales of the seven descriptors, in their order */
export function createPathReader(stats: readonly DescriptorStats[], subframes: number): PathReader {
  const frameA = new Float32Array(DESCRIPTORS.length);
  const frameB = new Float32Array(DESCRIPTORS.length);
  const lanes = new Float32Array(2 * subframes);
  const lane = lanes.subarray(0, subframes);
  const nextLane = lanes.subarray(subframes);
  const levelB = new Float32Array(subframes);
  const frameBefore = new Float32Array(DESCRIPTORS.length);
  const levelBefore = new Float32Array(subframes);
  let path: DescriptorPath | undefined;
  let seed = 0;
  let position = 0;
  let settings: LoopSettings | undefined;
  let caught = 0;
  let round = 0;
  let start = 0;
  let length = 0;
  let nextStart = 0;
  let nextLength = 0;
  let isNextFixed = false;
  /** The path that gives way to `path`, and for how many hops it has. */
  let before: DescriptorPath | undefined;
  let exchanged = 0;

  /** Descriptors at a place between frames, on their own scales. */
  function readFrameOf(from: DescriptorPath, place: number, into: Float32Array): void {
    const whole = Math.floor(place);
    const share = place - whole;
    from.readFrame(whole, into);
    if (share === 0) return;
    from.readFrame(whole + 1, frameB);
    mix(into, frameB, share, into);
  }

  /** The same, while one path gives way to another. */
  function readFrame(from: DescriptorPath, place: number, into: Float32Array): void {
    readFrameOf(from, place, into);
    if (before === undefined) return;
    readFrameOf(before, place, frameBefore);
    mix(frameBefore, into, (exchanged + 1) / EXCHANGE_HOPS, into);
  }

  /** Timbres change slowly: the nearest frame before `place` speaks for it. */
  function readTimbre(from: DescriptorPath, place: number, into: TimbreMix): void {
    const arrived = before === undefined ? 1 : (exchanged + 1) / EXCHANGE_HOPS;
    into.clear();
    before?.readTimbre?.(Math.floor(place), 1 - arrived, into);
    from.readTimbre?.(Math.floor(place), arrived, into);
  }

  function mix(a: Float32Array, b: Float32Array, share: number, into: Float32Array): void {
    for (let d = 0; d < stats.length; d++) into[d] = interpolate(stats[d], a[d], b[d], share);
  }

  function readLevel(from: DescriptorPath, place: number, into: Float32Array): void {
    readLevelOf(from, place, into);
    if (before === undefined) return;
    readLevelOf(before, place, levelBefore);
    for (let j = 0; j < subframes; j++) {
      const angle = (Math.PI / 2) * ((exchanged + (j + 1) / subframes) / EXCHANGE_HOPS);
      into[j] = Math.hypot(Math.cos(angle) * levelBefore[j], Math.sin(angle) * into[j]);
    }
  }

  function readLevelOf(from: DescriptorPath, place: number, into: Float32Array): void {
    const whole = Math.floor(place);
    const offset = (place - whole) * subframes;
    if (offset === 0) {
      from.readLevel(whole, into);
      return;
    }
    from.readLevel(whole, lane);
    from.readLevel(whole + 1, nextLane);
    const first = Math.floor(offset);
    const share = offset - first;
    for (let j = 0; j < subframes; j++) {
      const low = lanes[first + j];
      into[j] = low + share * ((lanes[first + j + 1] ?? low) - low);
    }
  }

  /** 0 before the round's fade into the next one, 1 from its end on. */
  function fadeAt(place: number): number {
    const fade = FADE_SHARE * length;
    return Math.min(Math.max((place - (start + length - fade)) / fade, 0), 1);
  }

  /** The place in the next round that sounds with `place` of this one. */
  const across = (place: number): number => Math.max(place - start - length + nextStart, 0);

  function readLoopedFrame(from: DescriptorPath, place: number, into: Float32Array): void {
    const fade = fadeAt(place);
    readFrame(from, fade === 1 ? across(place) : place, into);
    if (fade === 0 || fade === 1) return;
    frameA.set(into);
    readFrame(from, across(place), into);
    mix(frameA, into, fade, into);
  }

  /** Levels fade with equal power. */
  function readLoopedLevel(from: DescriptorPath, place: number, into: Float32Array): void {
    readLevel(from, place, into);
    if (fadeAt(place + 1) === 0) return;
    readLevel(from, across(place), levelB);
    for (let j = 0; j < subframes; j++) {
      const angle = (Math.PI / 2) * fadeAt(place + (j + 1) / subframes);
      into[j] = Math.hypot(Math.cos(angle) * into[j], Math.sin(angle) * levelB[j]);
    }
  }

  function moveOn(): void {
    position++;
    if (before !== undefined && ++exchanged === EXCHANGE_HOPS) before = undefined;
  }

  /** Places the next round by the settings of now. */
  function placeNext(from: DescriptorPath, { window, shift, jitter, spread }: LoopSettings): void {
    const stray = 2 * uniform(hash2(seed, JITTER_STREAM), round) - 1;
    const stretch = uniform(hash2(seed, SPREAD_STREAM), round) - 0.5;
    nextLength = Math.max(window * (1 + spread * stretch), LEAST_WINDOW);
    const latest = Math.max(from.frames - 1 - nextLength, 0);
    nextStart = Math.min(Math.max(caught + shift + jitter * stray * window, 0), latest);
  }

  return {
    get isAtEnd() {
      return path === undefined || (settings === undefined && position >= path.frames);
    },
    get position() {
      return position;
    },
    get isLooping() {
      return settings !== undefined;
    },
    start: (next, walkSeed, from = 0) => {
      path = next;
      seed = walkSeed;
      position = from;
      settings = undefined;
      before = undefined;
    },
    readStart: (into, timbre) => {
      if (path === undefined) return;
      readFrame(path, position, into);
      readTimbre(path, position, timbre);
    },
    next: (frame, level, timbre) => {
      if (path === undefined) return;
      readTimbre(path, position + 1, timbre);
      if (settings === undefined) {
        readFrame(path, position + 1, frame);
        readLevel(path, position, level);
        moveOn();
        return;
      }
      if (!isNextFixed) placeNext(path, settings);
      // Once it is heard it stays where it is.
      isNextFixed = fadeAt(position + 1) > 0;
      readLoopedFrame(path, position + 1, frame);
      readLoopedLevel(path, position, level);
      moveOn();
      if (position < start + length) return;
      position = across(position);
      start = nextStart;
      length = nextLength;
      round++;
      isNextFixed = false;
    },
    startLoop: (asked) => {
      if (path === undefined || settings !== undefined) return;
      settings = asked;
      caught = position;
      round = 1;
      placeNext(path, { ...asked, shift: 0, jitter: 0, spread: 0 });
      start = nextStart;
      caught = nextStart;
      length = nextLength;
      // A window that does not fit behind the position is laid before it: the round under way is shortened to its end.
      if (position > start) length = Math.max(length, position - start + 1);
      round++;
      isNextFixed = false;
    },
    crossfadeTo: (next) => {
      if (path === undefined || settings === undefined) return;
      before = path;
      path = next;
      exchanged = 0;
    },
    endLoop: () => {
      if (settings === undefined) return;
      // Half-way into the next round, that is where the loop stands.
      if (fadeAt(position) > 0.5) position = across(position);
      settings = undefined;
    },
  };
}
