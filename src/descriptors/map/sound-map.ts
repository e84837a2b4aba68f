import type { DescriptorSet } from '../descriptor-set.ts';
import { isSameGrid } from '../same-grid.ts';
import type { DescriptorStats } from '../transform/perceptual.ts';
import { layOutSets, type MapPoint } from './lay-out-sets.ts';

/** The sets of a map and their positions. Plain data, sent from thread to thread. */
export interface SoundMap {
  readonly sets: readonly DescriptorSet[];
  /** One per set. */
  readonly places: readonly MapPoint[];
}

/**
 * Limits of a map: sets, and frames of all of them (24 minutes of sound at hop 256). A render thread takes a map over between two
 * blocks.
 */
const MAX_SETS = 256;
const MAX_FRAMES = 250_000;

/** Creates the map of the sets that can be mixed: those with hop and sample rate of the first, up to the limits, in their order. */
export function createSoundMap(all: readonly DescriptorSet[], stats: readonly DescriptorStats[]): SoundMap {
  const [first] = all;
  let frames = 0;
  const sets = all.filter((set) => {
    if (!isSameGrid(set, first)) return false;
    frames += set.frames;
    return frames <= MAX_FRAMES;
  });
  const included = sets.slice(0, MAX_SETS);
  return { sets: included, places: layOutSets(included, stats) };
}
