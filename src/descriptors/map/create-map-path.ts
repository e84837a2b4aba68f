import type { ScrubbedPath } from '../descriptor-path.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { playedTimbre } from '../timbre/moving-from-static.ts';
import type { Timbre } from '../timbre/timbre.ts';
import type { Blend } from '../transform/blend.ts';
import { type HeldSet, holdSet } from '../transform/held-set.ts';
import { fromPerceptual, toPerceptual } from '../transform/perceptual.ts';
import { type ScrubbedSet, startFrame, transientShapeOf } from '../transform/scrubbed-set.ts';
import { type FrameControl, type ShapeOptions, shapePath } from '../transform/shape-path.ts';
import { shapeOffset } from '../transform/transient-shape.ts';
import { MAX_MIXED_SETS, type NearestSets } from './nearest-sets.ts';

/** Options of `createMapPath`. */
export interface MapPathOptions extends ShapeOptions {
  /** The sets of the map, at least one. */
  readonly sets: readonly DescriptorSet[];
  /** Neighbour search over the sets' positions; may be shared by the paths of one thread. */
  readonly nearest: NearestSets;
  /** The point on the map, 0-1 each; it may move while the sound plays. */
  readonly x: FrameControl;
  readonly y: FrameControl;
  /** Start position, as in `PathOptions`. */
  readonly scrub: number;
}

/**
 * Creates one note's path over the map: at each frame the mixture of the sets nearest to the point, at most four, then shaped as
 * any path. On a set, the values are bit-identical to the set's own. The path is as long as the longest set mixed since its start.
 * Reading allocates nothing once each set has been read.
 *
 * @throws NeurorackError the errors of `shapePath`
 */
export function createMapPath(options: MapPathOptions): ScrubbedPath {
  return shapePath(blendNearest(options), options);
}

/** One of the sets nearest to the point. */
interface NearSet {
  held: HeldSet;
  shape: ScrubbedSet['shape'];
  timbre: Timbre | undefined;
  start: number;
}

function blendNearest({ sets, nearest, x, y, ...options }: MapPathOptions): Blend {
  const { weights } = nearest;
  const near = Array.from(
    { length: MAX_MIXED_SETS },
    (): NearSet => ({
      held: holdSet(sets[0]),
      shape: transientShapeOf(sets[0]),
      timbre: playedTimbre(sets[0]),
      start: 0,
    }),
  );
  let { scrub } = options;
  let frames = 1;
  let count = 0;
  let version = -1;

  function updateMix(k: number): void {
    nearest.moveTo(x(k), y(k));
    if (nearest.version === version) return;
    ({ version, count } = nearest);
    for (let n = 0; n < count; n++) {
      const set = sets[nearest.indices[n]];
      const entry = near[n];
      entry.held = holdSet(set);
      entry.shape = transientShapeOf(set);
      entry.timbre = playedTimbre(set);
      entry.start = startFrame(set, scrub);
      frames = Math.max(frames, set.frames - entry.start);
    }
  }

  updateMix(0);
  return {
    get frames() {
      return frames;
    },
    setScrub: (next) => {
      scrub = next;
      frames = 1;
      version = -1;
      updateMix(0);
    },
    updateMix,
    value: (scale, d, k) => {
      const first = near[0].held.value(d, near[0].start + k);
      let isSame = true;
      let sum = weights[0] * toPerceptual(scale, first);
      for (let n = 1; n < count; n++) {
        const value = near[n].held.value(d, near[n].start + k);
        isSame &&= value === first;
        sum += weights[n] * toPerceptual(scale, value);
      }
      return isSame ? first : fromPerceptual(scale, sum);
    },
    level: (rms, i) => {
      const first = near[0].held.level(near[0].start * LEVELS_PER_FRAME + i);
      let isSame = true;
      let sum = weights[0] * toPerceptual(rms, first);
      for (let n = 1; n < count; n++) {
        const value = near[n].held.level(near[n].start * LEVELS_PER_FRAME + i);
        isSame &&= value === first;
        sum += weights[n] * toPerceptual(rms, value);
      }
      return isSame ? first : fromPerceptual(rms, sum);
    },
    shapeAt: (curve, i, step, sharpness) => {
      let sum = 0;
      for (let n = 0; n < count; n++) {
        sum += weights[n] * shapeOffset(near[n].shape[curve], near[n].start * step + i, sharpness);
      }
      return sum;
    },
    addTimbres: (share, into) => {
      for (let n = 0; n < count; n++) into.add(near[n].timbre, share * weights[n], near[n].start);
    },
  };
}
