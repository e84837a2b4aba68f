import { hash2, uniform } from '../numeric/hash.ts';
import { LATENT_DESTINATIONS } from './destination.ts';

/** A random walk along the latents. Plain data. */
export interface WalkSettings {
  readonly isOn: boolean;
  /** How far it goes to either side along each axis, standard deviations. */
  readonly width: number;
  /** New aims a second. */
  readonly rate: number;
}

/** Bounds of the settings. */
export const WALK_RANGES = { width: { min: 0, max: 3 }, rate: { min: 0.02, max: 5 } } as const;

/** Time constant with which the walk grows to another width, seconds. */
const GLIDE_SECONDS = 0.15;
/** A walk that ends has arrived below this width, standard deviations. */
const MIN_WIDTH = 1e-3;
/** Part of the time between two aims by which each axis is ahead of the one before: they never rest at once. */
const AHEAD = (Math.sqrt(5) - 1) / 2;

/** The walk of one instrument. Advances allocate nothing. */
export interface LatentWalk {
  /** Its part of each latent now, standard deviations. */
  readonly values: Float64Array;
  /** Whether it adds anything, or is on. */
  readonly isMoving: boolean;
  /** Goes on by some time; small and large steps lead to the same place. */
  advance(seconds: number, settings: WalkSettings): void;
}

/**
 * Creates the walk of a seed: each axis goes smoothly from one random aim within the width to the next. It begins and ends at 0, without a jump.
 */
export function createLatentWalk({ seed }: { readonly seed: number }): LatentWalk {
  const values = new Float64Array(LATENT_DESTINATIONS.length);
  const streams = Uint32Array.from(values, (_, axis) => hash2(seed, axis));
  let width = 0;
  let aims = 0;
  let isMoving = false;
  return {
    values,
    get isMoving() {
      return isMoving;
    },
    advance: (seconds, settings) => {
      const wanted = settings.isOn ? settings.width : 0;
      width = wanted + (width - wanted) * Math.exp(-seconds / GLIDE_SECONDS);
      if (!settings.isOn && width < MIN_WIDTH) width = 0;
      isMoving = settings.isOn || width > 0;
      aims += settings.rate * seconds;
      for (let axis = 0; axis < values.length; axis++) {
        values[axis] = width * placeBetweenAims(streams[axis], aims + AHEAD * axis);
      }
    },
  };
}

/** -1 ... 1, smooth in `at`, with random values at its whole numbers. */
function placeBetweenAims(stream: number, at: number): number {
  const before = Math.floor(at);
  const share = at - before;
  const from = uniform(stream, before);
  const to = uniform(stream, before + 1);
  return 2 * (from + (to - from) * share * share * (3 - 2 * share)) - 1;
}
