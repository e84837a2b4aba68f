import { NeurorackError } from '../../contracts/errors.ts';
import { checkLongEnough } from '../check-set.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import type { DescriptorPath } from '../descriptor-path.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { clampTo, LEGAL, LEGAL_LEVEL, type Range } from '../legal-range.ts';
import type { Correlation } from './correlation.ts';
import { type HeldSet, holdSet } from './held-set.ts';
import { displace, interpolate } from './interpolation.ts';
import type { DescriptorStats } from './perceptual.ts';
import { createRandomWalk } from './random-walk.ts';
import { shapeOffset, type TransientShape, transientShape } from './transient-shape.ts';

/** A value that may move while the sound plays: asked once a frame (and once a block for the level lane). */
export type FrameControl = (frame: number) => number;

export interface PathOptions {
  readonly a: DescriptorSet;
  readonly b?: DescriptorSet | undefined;
  /** 0 is set A, 1 is set B; without B it does nothing. Default 0. */
  readonly mix?: FrameControl | undefined;
  /** Where in the buffer the sound starts: 0 its first frame, 1 its last, each set by its own length. Default 0. */
  readonly scrub?: number | undefined;
  /** -1 softer ... 0 as it is ... 1 sharper. Default 0. */
  readonly sharpness?: FrameControl | undefined;
  /** Spread of the random walk in standard deviations of the training sounds, 0 or more. Default 0. */
  readonly variation?: FrameControl | undefined;
  /** By how much each descriptor is moved on its perceptual scale, in their order; read live. Default: not at all. */
  readonly offsets?: Float64Array | undefined;
  /** Names the random walk. Default 0. */
  readonly seed?: number | undefined;
  /** The seven scales of the model, in the order of `DESCRIPTORS`. */
  readonly stats: readonly DescriptorStats[];
  /** How the walk's descriptors move together. Default: as they typically do. */
  readonly correlation?: Correlation | undefined;
}

const RMS = DESCRIPTORS.indexOf('rms');
const F0 = DESCRIPTORS.indexOf('f0');
/** Octaves that the walk moves loudness at most: deviations of the training sounds are 15 dB, and would drown a patch. */
const MOST_WANDER = 1;
const neutral: FrameControl = () => 0;
const NONE = new Float64Array(DESCRIPTORS.length);
const UNIT: Range = { low: 0, high: 1 };
const POSITIVE: Range = { low: 0, high: Number.MAX_VALUE };

/**
 * One trigger's way through one set or between two: interpolation, scrub, transient shape and random walk, in that order, all
 * on the perceptual scale, the result in legal natural units. Frame 0 is where the scrub starts. At neutral settings the
 * values are set A's own, bit by bit; the longer set decides the length. Reading allocates nothing.
 *
 * @throws NeurorackError 'bad-input' when a set is too short or B was measured on another grid than A; 'bad-model' when `stats`
 * are not the seven in order; 'bad-config' when `correlation` is none
 */
export function createPath(options: PathOptions): DescriptorPath {
  const { mix = neutral, scrub = 0, sharpness = neutral, variation = neutral, seed = 0, offsets = NONE } = options;
  const ordered = checkStats(options.stats);
  if (options.b !== undefined) checkSameGrid(options.a, options.b);
  const a = place(options.a, scrub);
  const b = options.b === undefined ? a : place(options.b, scrub);
  const frames = Math.max(a.length, b.length);
  const walk = createRandomWalk({ seed, frames, correlation: options.correlation });
  const rms = ordered[RMS];
  const clampFrame = (k: number): number => Math.min(Math.max(k, 0), frames - 1);
  const mixAt = (k: number): number => (a === b ? 0 : clampTo(UNIT, mix(k)));
  const depthAt = (k: number): number => clampTo(POSITIVE, variation(k));
  const loudness = (depth: number, k: number): number =>
    MOST_WANDER * Math.tanh((depth * rms.std * walk.at(RMS, k)) / MOST_WANDER);
  const sharpnessAt = (k: number): number => {
    const asked = sharpness(k);
    return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, -1), 1);
  };
  /** Octaves that sharpness adds to a curve, `i` counted from where the path starts. */
  const shapeAt = (curve: keyof TransientShape, i: number, step: number, m: number, s: number): number => {
    if (s === 0) return 0;
    const first = m < 1 ? (1 - m) * shapeOffset(a.shape[curve], a.start * step + i, s) : 0;
    return m > 0 ? first + m * shapeOffset(b.shape[curve], b.start * step + i, s) : first;
  };

  return {
    frames,
    readFrame: (frame, into) => {
      const k = clampFrame(frame);
      const m = mixAt(k);
      const s = sharpnessAt(k);
      const depth = depthAt(k);
      // No forEach here: its closure would be garbage at every frame.
      for (let d = 0; d < ordered.length; d++) {
        const scale = ordered[d];
        const value = interpolate(scale, a.set.value(d, a.start + k), b.set.value(d, b.start + k), m);
        let offset = offsets[d];
        if (depth !== 0) offset += d === RMS ? loudness(depth, k) : depth * scale.std * walk.at(d, k);
        if (scale.name === 'rms' || scale.name === 'bandwidth') offset += shapeAt(scale.name, k, 1, m, s);
        into[d] = clampTo(LEGAL[scale.name], displace(scale, value, offset));
      }
    },
    readTimbre: (frame, share, into) => {
      const m = mixAt(clampFrame(frame));
      into.add(options.a.timbre, share * (1 - m));
      if (options.b !== undefined) into.add(options.b.timbre, share * m);
      into.transpose = offsets[F0];
    },
    readLevel: (block, into) => {
      const k = clampFrame(block);
      const next = clampFrame(k + 1);
      const m = mixAt(k);
      const s = sharpnessAt(k);
      const depth = depthAt(k);
      const from = depth === 0 ? 0 : loudness(depth, k);
      const to = depth === 0 ? 0 : loudness(depthAt(next), next);
      for (let j = 0; j < LEVELS_PER_FRAME; j++) {
        const i = k * LEVELS_PER_FRAME + j;
        const value = interpolate(
          rms,
          a.set.level(a.start * LEVELS_PER_FRAME + i),
          b.set.level(b.start * LEVELS_PER_FRAME + i),
          m,
        );
        const wander = from + ((to - from) * (j + 0.5)) / LEVELS_PER_FRAME;
        const offset = offsets[RMS] + wander + shapeAt('level', i, LEVELS_PER_FRAME, m, s);
        into[j] = clampTo(LEGAL_LEVEL, displace(rms, value, offset));
      }
    },
  };
}

/** A set from its scrub position on. */
interface Placed {
  readonly set: HeldSet;
  readonly shape: TransientShape;
  readonly start: number;
  readonly length: number;
}

/** Shapes take a pass over the set; a retrigger finds its own ready. Sets do not change. */
const shapes = new WeakMap<DescriptorSet, TransientShape>();

function shapeOf(set: DescriptorSet): TransientShape {
  const shape = shapes.get(set) ?? transientShape(set);
  shapes.set(set, shape);
  return shape;
}

function place(set: DescriptorSet, scrub: number): Placed {
  checkLongEnough(set);
  const start = Math.round(clampTo(UNIT, scrub) * (set.frames - 1));
  return { set: holdSet(set), shape: shapeOf(set), start, length: set.frames - start };
}

function checkSameGrid(a: DescriptorSet, b: DescriptorSet): void {
  if (a.analysis.hop === b.analysis.hop && a.analysis.sampleRate === b.analysis.sampleRate) return;
  const grid = ({ analysis }: DescriptorSet): string =>
    `a frame every ${analysis.hop} samples at ${analysis.sampleRate} Hz`;
  throw new NeurorackError('bad-input', `the sets '${a.name}' (${grid(a)}) and '${b.name}' (${grid(b)}) do not mix`, {
    remedy: 'analyse both sounds with the same hop',
  });
}

function checkStats(stats: readonly DescriptorStats[]): readonly DescriptorStats[] {
  if (stats.length === DESCRIPTORS.length && DESCRIPTORS.every((name, d) => stats[d].name === name)) return stats;
  throw new NeurorackError(
    'bad-model',
    `the statistics are of ${stats.map(({ name }) => name).join(', ') || 'nothing'}`,
    {
      remedy: `use a model whose manifest lists ${DESCRIPTORS.join(', ')}, in this order`,
    },
  );
}
