import { PCA } from 'ml-pca';
import type { DescriptorSet } from '../descriptor-set.ts';
import type { DescriptorStats } from '../transform/perceptual.ts';
import { setFeatures } from './set-features.ts';

/** A point on the map, 0-1 each, as in the destinations `map-x` and `map-y`. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

/** Margin around the outermost sets. */
const MARGIN = 0.05;

/**
 * Computes the position of each set on the map: the first two principal components of `setFeatures`, so that similar sounds lie
 * close together. The outermost sets lie 0.05 from the edges. The same sets give the same map in any order; a single set lies in
 * the middle.
 */
export function layOutSets(sets: readonly DescriptorSet[], stats: readonly DescriptorStats[]): MapPoint[] {
  if (sets.length < 2) return sets.map(() => ({ x: 0.5, y: 0.5 }));
  const features = sets.map((set) => setFeatures(set, stats));
  const places = new PCA(features, { method: 'SVD' }).predict(features, { nComponents: 2 }).to2DArray();
  const axis = (n: number): number[] => toUnit(places.map((place) => place[n] ?? 0));
  const [xs, ys] = [axis(0), axis(1)];
  return sets.map((_, i) => ({ x: xs[i] ?? 0.5, y: ys[i] ?? 0.5 }));
}

/** Scales a component to 0-1. Its sign is arbitrary and chosen so that the outermost set has the largest value. */
function toUnit(values: readonly number[]): number[] {
  const sign = Math.max(...values) < -Math.min(...values) ? -1 : 1;
  const signed = values.map((value) => sign * value);
  const low = Math.min(...signed);
  const span = Math.max(...signed) - low;
  return signed.map((value) => (span < 1e-9 ? 0.5 : MARGIN + ((1 - 2 * MARGIN) * (value - low)) / span));
}
