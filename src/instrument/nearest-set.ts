import { createNearestSets } from '../descriptors/map/nearest-sets.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';

/** The set with the largest share in the mixture at a point of the map. */
export interface NearestSet {
  readonly nearest: string;
  /** 0-1. */
  readonly share: number;
}

/** A lookup that keeps its index until it is given another map. */
export function createNearestSetLookup(): (map: SoundMap, x: number, y: number) => NearestSet {
  let indexed: SoundMap | undefined;
  let sets = createNearestSets([]);
  return (map, x, y) => {
    if (map !== indexed) {
      indexed = map;
      sets = createNearestSets(map.places);
    }
    sets.moveTo(x, y);
    return sets.count === 0
      ? { nearest: 'empty', share: 0 }
      : { nearest: map.sets[sets.indices[0]].name, share: sets.weights[0] };
  };
}
