import { TRACK_ANALYSIS } from '../../descriptors/timbre/moving-analysis.ts';
import type { MovingTimbre, Track } from '../../descriptors/timbre/moving-timbre.ts';
import { clamp } from '../../numeric/clamp.ts';
import { bandOf, erbBands } from '../../numeric/erb-bands.ts';
import type { ModalParameters } from './synthesis-parameters.ts';

/** The modal bands of tracks: each has the one of its mean frequency. */
export interface TrackBands {
  readonly count: number;
  /** The band of each track, computed once. */
  of(moving: MovingTimbre): Int32Array;
}

export function createTrackBands({ bands, bandLowHz, bandHighHz }: ModalParameters): TrackBands {
  const edges = erbBands(bandLowHz, bandHighHz, bands);
  const cache = new WeakMap<MovingTimbre, Int32Array>();
  return {
    count: bands,
    of: (moving) => {
      const found = cache.get(moving);
      if (found !== undefined) return found;
      const made = new Int32Array(Math.min(moving.tracks.length, TRACK_ANALYSIS.count));
      for (let k = 0; k < made.length; k++) {
        made[k] = clamp(bandOf(edges, meanHz(moving.tracks[k], moving.points)), 0, bands - 1);
      }
      cache.set(moving, made);
      return made;
    },
  };
}

/** The mean over the whole sound; before and after the track its ends count. */
function meanHz({ first, hz }: Track, points: number): number {
  const last = hz.length - 1;
  if (last <= 0) return hz[0] ?? 0;
  let sum = first * hz[0] + Math.max(points - first - hz.length, 0) * hz[last];
  for (const value of hz) sum += value;
  return sum / Math.max(points, first + hz.length);
}
