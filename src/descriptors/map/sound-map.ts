import type { DescriptorSet } from '../descriptor-set.ts';
import type { DescriptorStats } from '../transform/perceptual.ts';
import { layOutSets, type MapPoint } from './lay-out-sets.ts';

/** The sets that a point of the map mixes, and where they lie. Plain data: it goes from thread to thread. */
export interface SoundMap {
  readonly sets: readonly DescriptorSet[];
  /** One a set. */
  readonly places: readonly MapPoint[];
}

/** Sets on a map at most, and frames of all of them: 24 minutes of sound at hop 256. A render thread takes them over between two blocks. */
const MOST_SETS = 256;
const MOST_FRAMES = 250_000;

/** The map of the sets that can be mixed: those on the grid of the first, as many of them as a map takes, in their order. */
export function createSoundMap(all: readonly DescriptorSet[], stats: readonly DescriptorStats[]): SoundMap {
  const grid = all[0]?.analysis;
  let frames = 0;
  const sets = all.filter((set) => {
    if (set.analysis.hop !== grid?.hop || set.analysis.sampleRate !== grid.sampleRate) return false;
    frames += set.frames;
    return frames <= MOST_FRAMES;
  });
  const taken = sets.slice(0, MOST_SETS);
  return { sets: taken, places: layOutSets(taken, stats) };
}
