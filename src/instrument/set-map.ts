import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { createSoundMap, type SoundMap } from '../descriptors/map/sound-map.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';

/** The map of a set library. Main thread. */
export interface SetMap {
  /** Laid out when first read, and again after the library has changed; the same object until then. */
  readonly current: SoundMap;
}

export interface SetMapOptions {
  /** The sets to lay out; another array after each change. */
  readonly sets: () => readonly DescriptorSet[];
  /** The scales of similarity: those of the model that the instrument began with. */
  readonly stats: readonly DescriptorStats[];
}

export function createSetMap({ sets, stats }: SetMapOptions): SetMap {
  let laidOut: { readonly sets: readonly DescriptorSet[]; readonly map: SoundMap } | undefined;
  return {
    get current() {
      const now = sets();
      if (laidOut?.sets !== now) laidOut = { sets: now, map: createSoundMap(now, stats) };
      return laidOut.map;
    },
  };
}
