import type { MapPoint } from './lay-out-sets.ts';

/** Sets that a point of the map mixes at most: as many timbres as sound together. */
export const MIXED_SETS = 4;

/** A set by its place in the list, and its share of the mixture. */
export interface MapWeight {
  readonly index: number;
  /** Above 0; all of a mixture sum to 1. */
  readonly weight: number;
}

/**
 * The mixture that a point stands for: its nearest sets, nearest first, by inverse squared distance less that of the nearest one left
 * out, so that weights do not jump when neighbours change (modified Shepard; R. Franke, G. Nielson, 1980). On a set, it is that
 * set alone.
 */
export function mapWeights(places: readonly MapPoint[], { x, y }: MapPoint): MapWeight[] {
  const near = places
    .map((place, index) => ({ index, distance: Math.hypot(place.x - x, place.y - y) }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index);
  const first = near[0];
  if (first === undefined) return [];
  if (first.distance < 1e-9) return [{ index: first.index, weight: 1 }];
  const reach = near[MIXED_SETS]?.distance ?? Number.POSITIVE_INFINITY;
  const pulls = near.slice(0, MIXED_SETS).map(({ index, distance }) => ({
    index,
    pull: (1 / distance - 1 / reach) ** 2,
  }));
  const total = pulls.reduce((sum, { pull }) => sum + pull, 0);
  // All neighbours as far as the one left out: any of them would do.
  if (!(total > 0)) return [{ index: first.index, weight: 1 }];
  return pulls.map(({ index, pull }) => ({ index, weight: pull / total })).filter(({ weight }) => weight > 0);
}
