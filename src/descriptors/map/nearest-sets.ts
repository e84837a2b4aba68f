import { clampTo, type ValueRange } from '../descriptor-ranges.ts';
import type { MapPoint } from './lay-out-sets.ts';

/** Sets that a point of the map mixes at most. */
export const MAX_MIXED_SETS = 4;

const UNIT: ValueRange = { min: 0, max: 1 };
/** Closer than this the point is on the set. */
const ON_IT = 1e-9;

/** The mixture that a point of the map stands for, looked up without allocation: for the render thread. */
export interface NearestSets {
  /** Sets that have a share: 4 at most, 0 on an empty map. */
  readonly count: number;
  /** The first `count` of them, nearest first: places in the list, and shares above 0 that sum to 1. */
  readonly indices: Int32Array;
  readonly weights: Float64Array;
  /** Changes with the mixture. */
  readonly version: number;
  /** Looks from a point, held to the map; again from the same one it costs nothing. */
  moveTo(x: number, y: number): void;
}

/**
 * The nearest sets by inverse squared distance less that of the nearest one left out, so that shares do not jump when neighbours change
 * (modified Shepard; R. Franke, G. Nielson, 1980). On a set, it is that set alone.
 */
export function createNearestSets(places: readonly MapPoint[]): NearestSets {
  const xs = Float64Array.from(places, ({ x }) => x);
  const ys = Float64Array.from(places, ({ y }) => y);
  // One more than are mixed: the nearest one left out.
  const indices = new Int32Array(MAX_MIXED_SETS + 1);
  const distances = new Float64Array(MAX_MIXED_SETS + 1);
  const weights = new Float64Array(MAX_MIXED_SETS);
  let count = 0;
  let version = 0;
  let atX = Number.NaN;
  let atY = Number.NaN;

  /** Keeps the nearest, nearest first; of two as far the first one of the list. */
  function find(x: number, y: number): number {
    let found = 0;
    for (let i = 0; i < xs.length; i++) {
      const distance = Math.hypot(xs[i] - x, ys[i] - y);
      if (found > MAX_MIXED_SETS && distance >= distances[MAX_MIXED_SETS]) continue;
      let at = Math.min(found, MAX_MIXED_SETS);
      for (; at > 0 && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        indices[at] = indices[at - 1];
      }
      distances[at] = distance;
      indices[at] = i;
      if (found <= MAX_MIXED_SETS) found++;
    }
    return found;
  }

  function weigh(found: number): number {
    if (found === 0) return 0;
    weights[0] = 1;
    if (distances[0] < ON_IT) return 1;
    const reach = found > MAX_MIXED_SETS ? distances[MAX_MIXED_SETS] : Number.POSITIVE_INFINITY;
    let total = 0;
    let mixed = 0;
    for (; mixed < Math.min(found, MAX_MIXED_SETS); mixed++) {
      const pull = (1 / distances[mixed] - 1 / reach) ** 2;
      // As far as the one left out: so are all that follow.
      if (!(pull > 0)) break;
      weights[mixed] = pull;
      total += pull;
    }
    // All neighbours as far as the one left out: any of them would do.
    if (mixed === 0) return 1;
    for (let n = 0; n < mixed; n++) weights[n] /= total;
    return mixed;
  }

  return {
    get count() {
      return count;
    },
    indices,
    weights,
    get version() {
      return version;
    },
    moveTo: (x, y) => {
      const [toX, toY] = [clampTo(UNIT, x), clampTo(UNIT, y)];
      if (toX === atX && toY === atY) return;
      atX = toX;
      atY = toY;
      count = weigh(find(toX, toY));
      version++;
    },
  };
}
