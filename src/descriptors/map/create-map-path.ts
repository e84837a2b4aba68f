import { DESCRIPTORS } from '../descriptor.ts';
import type { ScrubbedPath } from '../descriptor-path.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { playedTimbre } from '../timbre/moving-from-static.ts';
import type { Timbre } from '../timbre/timbre.ts';
import type { Blend } from '../transform/blend.ts';
import { type HeldSet, holdSet } from '../transform/held-set.ts';
import { type DescriptorStats, fromPerceptual, toPerceptual } from '../transform/perceptual.ts';
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
  /** Its state when it was read last. */
  readonly frame: Float64Array;
  readonly levels: Float64Array;
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
      frame: new Float64Array(DESCRIPTORS.length),
      levels: new Float64Array(LEVELS_PER_FRAME),
    }),
  );
  const frames = near.map(({ frame }) => frame);
  const levels = near.map((entry) => entry.levels);
  /** In an array: V8 allocates each number that a closure changes. */
  const scrubbed = Float64Array.of(options.scrub);
  let longest = 1;
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
      entry.start = startFrame(set, scrubbed[0]);
      longest = Math.max(longest, set.frames - entry.start);
    }
  }

  updateMix(0);
  return {
    get frames() {
      return longest;
    },
    setScrub: (next) => {
      scrubbed[0] = next;
      longest = 1;
      version = -1;
      updateMix(0);
    },
    updateMix,
    readFrame: (scales, k, into) => {
      for (let n = 0; n < count; n++) near[n].held.readFrame(near[n].start + k, near[n].frame);
      mixAll(scales, frames, weights, count, into);
    },
    readLevels: (scales, k, into) => {
      for (let n = 0; n < count; n++) near[n].held.readLevels((near[n].start + k) * LEVELS_PER_FRAME, near[n].levels);
      mixAll(scales, levels, weights, count, into);
    },
    addShape: (curve, step, k, sharpness, into, at) => {
      for (let j = 0; j < step; j++) {
        let sum = 0;
        for (let n = 0; n < count; n++) {
          sum += weights[n] * shapeOffset(near[n].shape[curve], (near[n].start + k) * step + j, sharpness[0]);
        }
        into[at + j] += sum;
      }
    },
    addTimbres: (share, into) => {
      for (let n = 0; n < count; n++) into.add(near[n].timbre, share * weights[n], near[n].start);
    },
  };
}

/** Writes the weighted mean of each value on its scale; where all are the same, that value, bit for bit. */
function mixAll(
  scales: readonly DescriptorStats[],
  values: readonly Float64Array[],
  weights: Float64Array,
  count: number,
  into: Float64Array,
): void {
  for (let d = 0; d < scales.length; d++) {
    const scale = scales[d];
    const first = values[0][d];
    let isSame = true;
    let sum = weights[0] * toPerceptual(scale, first);
    for (let n = 1; n < count; n++) {
      const value = values[n][d];
      isSame &&= value === first;
      sum += weights[n] * toPerceptual(scale, value);
    }
    into[d] = isSame ? first : fromPerceptual(scale, sum);
  }
}
