import { NeurorackError } from '../../contracts/errors.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import type { ScrubbedPath } from '../descriptor-path.ts';
import { clampTo, UNIT_RANGE } from '../descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { isSameGrid } from '../same-grid.ts';
import { playedTimbre } from '../timbre/moving-from-static.ts';
import type { Blend } from './blend.ts';
import { interpolateAll } from './interpolation.ts';
import { scrubSet } from './scrubbed-set.ts';
import { type FrameControl, type ShapeOptions, shapePath, zeroControl } from './shape-path.ts';
import { shapeOffset } from './transient-shape.ts';

/** Options of `createPath`. */
export interface PathOptions extends ShapeOptions {
  readonly a: DescriptorSet;
  readonly b?: DescriptorSet | undefined;
  /** Position between set A (0) and set B (1); no effect without B. Default 0. */
  readonly mix?: FrameControl | undefined;
  /** Start position: 0 is the first frame, 1 the last, in each set by its own length. Default 0. */
  readonly scrub?: number | undefined;
}

/**
 * Creates one note's path through one set or between two: interpolation, scrub, transient shape and random walk, in this order,
 * on the perceptual scale; the result is in natural units within `DESCRIPTOR_RANGES`. Frame 0 is the scrub position. At neutral
 * settings the values are bit-identical to set A. The longer set determines the length. Reading allocates nothing.
 *
 * @throws NeurorackError 'bad-input' when a set is too short or the hop or sample rate of B differs from A; the errors of `shapePath`
 */
export function createPath(options: PathOptions): ScrubbedPath {
  return shapePath(blendTwo(options), options);
}

/** Values of set B, filled anew at each reading, and so shared by the paths of a thread. */
const frame = new Float64Array(DESCRIPTORS.length);
const levels = new Float64Array(LEVELS_PER_FRAME);

function blendTwo({ a: setA, b: setB, mix = zeroControl, scrub = 0 }: PathOptions): Blend {
  if (setB !== undefined) checkSameGrid(setA, setB);
  const a = scrubSet(setA, scrub);
  const [timbreA, timbreB] = [playedTimbre(setA), setB && playedTimbre(setB)];
  const b = setB === undefined ? a : scrubSet(setB, scrub);
  // In an array: V8 allocates each number that a closure changes.
  const mixed = new Float64Array(1);
  return {
    get frames() {
      return Math.max(a.length, b.length);
    },
    setScrub: (next) => {
      a.setScrub(next);
      b.setScrub(next);
    },
    updateMix: (k) => {
      mixed[0] = a === b ? 0 : clampTo(UNIT_RANGE, mix(k));
    },
    readFrame: (scales, k, into) => {
      a.set.readFrame(a.start + k, into);
      if (mixed[0] === 0) return;
      b.set.readFrame(b.start + k, frame);
      interpolateAll(scales, into, frame, mixed, into);
    },
    readLevels: (scales, k, into) => {
      a.set.readLevels((a.start + k) * LEVELS_PER_FRAME, into);
      if (mixed[0] === 0) return;
      b.set.readLevels((b.start + k) * LEVELS_PER_FRAME, levels);
      interpolateAll(scales, into, levels, mixed, into);
    },
    addShape: (curve, step, k, sharpness, into, at) => {
      const m = mixed[0];
      for (let j = 0; j < step; j++) {
        const first = m < 1 ? (1 - m) * shapeOffset(a.shape[curve], (a.start + k) * step + j, sharpness[0]) : 0;
        into[at + j] += m > 0 ? first + m * shapeOffset(b.shape[curve], (b.start + k) * step + j, sharpness[0]) : first;
      }
    },
    addTimbres: (share, into) => {
      into.add(timbreA, share * (1 - mixed[0]), a.start);
      into.add(timbreB, share * mixed[0], b.start);
    },
  };
}

function checkSameGrid(a: DescriptorSet, b: DescriptorSet): void {
  if (isSameGrid(a, b)) return;
  const grid = ({ analysis }: DescriptorSet): string =>
    `a frame every ${analysis.hop} samples at ${analysis.sampleRate} Hz`;
  throw new NeurorackError('bad-input', `the sets '${a.name}' (${grid(a)}) and '${b.name}' (${grid(b)}) do not mix`, {
    remedy: 'analyse both sounds with the same hop',
  });
}
