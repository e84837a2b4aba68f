import { NeurorackError } from '../../contracts/errors.ts';
import type { ScrubbedPath } from '../descriptor-path.ts';
import { clampTo, UNIT_RANGE } from '../descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { isSameGrid } from '../same-grid.ts';
import { playedTimbre } from '../timbre/moving-from-static.ts';
import type { Blend } from './blend.ts';
import { interpolate } from './interpolation.ts';
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

function blendTwo({ a: setA, b: setB, mix = zeroControl, scrub = 0 }: PathOptions): Blend {
  if (setB !== undefined) checkSameGrid(setA, setB);
  const a = scrubSet(setA, scrub);
  const [timbreA, timbreB] = [playedTimbre(setA), setB && playedTimbre(setB)];
  const b = setB === undefined ? a : scrubSet(setB, scrub);
  let m = 0;
  return {
    get frames() {
      return Math.max(a.length, b.length);
    },
    setScrub: (next) => {
      a.setScrub(next);
      b.setScrub(next);
    },
    updateMix: (k) => {
      m = a === b ? 0 : clampTo(UNIT_RANGE, mix(k));
    },
    value: (scale, d, k) => interpolate(scale, a.set.value(d, a.start + k), b.set.value(d, b.start + k), m),
    level: (rms, i) =>
      interpolate(rms, a.set.level(a.start * LEVELS_PER_FRAME + i), b.set.level(b.start * LEVELS_PER_FRAME + i), m),
    shapeAt: (curve, i, step, sharpness) => {
      const first = m < 1 ? (1 - m) * shapeOffset(a.shape[curve], a.start * step + i, sharpness) : 0;
      return m > 0 ? first + m * shapeOffset(b.shape[curve], b.start * step + i, sharpness) : first;
    },
    addTimbres: (share, into) => {
      into.add(timbreA, share * (1 - m), a.start);
      into.add(timbreB, share * m, b.start);
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
