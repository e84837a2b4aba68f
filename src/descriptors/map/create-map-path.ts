import type { ScrubbedPath } from '../descriptor-path.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import type { Blend } from '../transform/blend.ts';
import { type HeldSet, holdSet } from '../transform/held-set.ts';
import { fromPerceptual, toPerceptual } from '../transform/perceptual.ts';
import { type ScrubbedSet, startFrame, transientShapeOf } from '../transform/scrubbed-set.ts';
import { type FrameControl, type ShapeOptions, shapePath } from '../transform/shape-path.ts';
import { shapeOffset } from '../transform/transient-shape.ts';
import { MAX_MIXED_SETS, type NearestSets } from './nearest-sets.ts';

export interface MapPathOptions extends ShapeOptions {
  /** The sets of the map, one at least. */
  readonly sets: readonly DescriptorSet[];
  /** Looks their places up; may be shared by paths of one thread. */
  readonly nearest: NearestSets;
  /** The point, 0-1 each; it may move while the sound plays. */
  readonly x: FrameControl;
  readonly y: FrameControl;
  /** Where in the buffer the sound starts, as for two sets. */
  readonly scrub: number;
}

/**
 * One trigger's way over the map: at each frame the mixture of the sets nearest to the point, four at most, then shaped as any path.
 * On a set the values are its own, bit by bit. It is as long as the longest set that the point has come near since its start.
 * Reading allocates nothing once each set has been read.
 *
 * @throws NeurorackError those of `shapePath`
 */
export function createMapPath(options: MapPathOptions): ScrubbedPath {
  return shapePath(blendNearest(options), options);
}

function blendNearest({ sets, nearest, x, y, ...options }: MapPathOptions): Blend {
  const { weights } = nearest;
  const near: { set: DescriptorSet; held: HeldSet; shape: ScrubbedSet['shape']; start: number }[] = Array.from(
    { length: MAX_MIXED_SETS },
    () => ({ set: sets[0], held: holdSet(sets[0]), shape: transientShapeOf(sets[0]), start: 0 }),
  );
  let { scrub } = options;
  let frames = 1;
  let count = 0;
  let version = -1;

  function settle(k: number): void {
    nearest.moveTo(x(k), y(k));
    if (nearest.version === version) return;
    ({ version, count } = nearest);
    for (let n = 0; n < count; n++) {
      const set = sets[nearest.indices[n]];
      const one = near[n];
      one.set = set;
      one.held = holdSet(set);
      one.shape = transientShapeOf(set);
      one.start = startFrame(set, scrub);
      frames = Math.max(frames, set.frames - one.start);
    }
  }

  settle(0);
  return {
    get frames() {
      return frames;
    },
    setScrub: (next) => {
      scrub = next;
      frames = 1;
      version = -1;
      settle(0);
    },
    updateMix: settle,
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
      for (let n = 0; n < count; n++) into.add(near[n].set.timbre, share * weights[n]);
    },
  };
}
