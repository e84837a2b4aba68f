import { clampTo, UNIT_RANGE } from '../descriptor-ranges.ts';
import type { MapPoint } from './lay-out-sets.ts';

/** Maximum number of sets mixed at a point of the map. */
export const MAX_MIXED_SETS = 4;

/** Distance below which a point coincides with a set. */
const COINCIDENCE = 1e-9;

/** The mixture of sets at a point of the map. For the render thread: updated without allocation. */
export interface NearestSets {
  /** Number of sets in the mixture: at most 4, 0 on an empty map. */
  readonly count: number;
  /** The first `count` values are valid, nearest set first: indices into the list, and weights above 0 that sum to 1. */
  readonly indices: Int32Array;
  readonly weights: Float64Array;
  /** Incremented when the point moves. */
  readonly version: number;
  /** Moves the point, clamped to the map. Costs nothing when the point stays the same. */
  moveTo(x: number, y: number): void;
}

/**
 * Creates the mixture of the nearest sets. Weights are the squared difference of the inverse distance and that of the nearest
 * excluded set, so that they do not jump when neighbours change (modified Shepard; R. Franke, G. Nielson, 1980). On a set, the
 * mixture is that set alone.
 */
export function createNearestSets(places: readonly MapPoint[]): NearestSets {
  const xs = Float64Array.from(places, ({ x }) => x);
  const ys = Float64Array.from(places, ({ y }) => y);
  // One more than is mixed: the nearest excluded set.
  const indices = new Int32Array(MAX_MIXED_SETS + 1);
  const distances = new Float64Array(MAX_MIXED_SETS + 1);
  const weights = new Float64Array(MAX_MIXED_SETS);
  let count = 0;
  let version = 0;
  /** The point, in an array: V8 allocates each number that a closure changes. */
  const at = new Float64Array(2).fill(Number.NaN);

  /** Finds the nearest sets, nearest first; at equal distance the first of the list. */
  function findNearest(x: number, y: number): number {
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

  /** Computes the weights of the sets found; returns the number of sets with a weight. */
  function computeWeights(found: number): number {
    if (found === 0) return 0;
    weights[0] = 1;
    if (distances[0] < COINCIDENCE) return 1;
    const reach = found > MAX_MIXED_SETS ? distances[MAX_MIXED_SETS] : Number.POSITIVE_INFINITY;
    let total = 0;
    let mixed = 0;
    for (; mixed < Math.min(found, MAX_MIXED_SETS); mixed++) {
      const weight = (1 / distances[mixed] - 1 / reach) ** 2;
      // At the distance of the excluded set, as all that follow.
      if (!(weight > 0)) break;
      weights[mixed] = weight;
      total += weight;
    }
    // All neighbours are at the distance of the excluded set: any of them will do.
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
      const toX = clampTo(UNIT_RANGE, x);
      const toY = clampTo(UNIT_RANGE, y);
      if (toX === at[0] && toY === at[1]) return;
      at[0] = toX;
      at[1] = toY;
      count = computeWeights(findNearest(toX, toY));
      version++;
    },
  };
}
