import type { MapPoint } from './lay-out-sets.ts';
import { createNearestSets } from './nearest-sets.ts';

/** A set, by its index in the list, and its share of the mixture. */
export interface MapWeight {
  readonly index: number;
  /** Above 0; the weights of a mixture sum to 1. */
  readonly weight: number;
}

/** Computes the mixture at a point, nearest set first; see `createNearestSets`. */
export function mapWeights(places: readonly MapPoint[], { x, y }: MapPoint): MapWeight[] {
  const nearest = createNearestSets(places);
  nearest.moveTo(x, y);
  return Array.from({ length: nearest.count }, (_, n) => ({
    index: nearest.indices[n] ?? 0,
    weight: nearest.weights[n] ?? 0,
  }));
}
