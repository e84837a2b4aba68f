import { NeurorackError } from '../../contracts/errors.ts';
import { clamp } from '../../numeric/clamp.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import type { ScrubbedPath } from '../descriptor-path.ts';
import { clampTo, DESCRIPTOR_RANGES, LEVEL_RANGE, type ValueRange } from '../descriptor-ranges.ts';
import { LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { LATENT_AXES, type LatentOffsets } from '../timbre/latent-axes.ts';
import type { Blend } from './blend.ts';
import { displaceAll } from './interpolation.ts';
import type { DescriptorStats } from './perceptual.ts';
import { createRandomWalk, type RandomWalk } from './random-walk.ts';

/** A control that may move while the sound plays; read once per frame (and once per block for the level lane). */
export type FrameControl = (frame: number) => number;

/** Options of `shapePath`. */
export interface ShapeOptions {
  /** -1 softer ... 0 unchanged ... 1 sharper. Default 0. */
  readonly sharpness?: FrameControl | undefined;
  /** Depth of the random walk in standard deviations of the training sounds, 0 or more. Default 0. */
  readonly variation?: FrameControl | undefined;
  /** Displacement of each descriptor on its perceptual scale, in the order of `DESCRIPTORS`; read live. Default: zeros. */
  readonly offsets?: Float64Array | undefined;
  /** Offsets along the axes of latents; read live. Default: zeros. */
  readonly latents?: LatentOffsets | undefined;
  /** The random walk scaled by `variation`. Default: that of seed 0. */
  readonly walk?: RandomWalk | undefined;
  /** The seven scales of the model, in the order of `DESCRIPTORS`. */
  readonly stats: readonly DescriptorStats[];
}

const RMS = DESCRIPTORS.indexOf('rms');
const BANDWIDTH = DESCRIPTORS.indexOf('bandwidth');
const F0 = DESCRIPTORS.indexOf('f0');
/**
 * Limits of the walk's effect, reached softly. Loudness in octaves (1.2 dB): deviations of the training sounds are 15 dB, too much for a patch.
 * The others in deviations: two or more together, all seven at once, make sounds that the networks have not met, and their gains lift the
 * output by up to 11 dB above its level. Held by a loop, that flattened three quarters of the samples in the limiter.
 */
const MAX_LOUDNESS_OCTAVES = 0.2;
const MAX_DEVIATIONS = 0.75;
// Numbers pass through arrays: V8 allocates each that a function returns. Each reading of a path fills them anew, so that all paths of a thread share them.
const sharpnessNow = new Float64Array(1);
const values = new Float64Array(DESCRIPTORS.length);
const moves = new Float64Array(DESCRIPTORS.length);
const levels = new Float64Array(LEVELS_PER_FRAME);
const levelMoves = new Float64Array(LEVELS_PER_FRAME);
/** A control that stays at 0. */
export const zeroControl: FrameControl = () => 0;
const NO_OFFSETS = new Float64Array(DESCRIPTORS.length);
const NO_LATENTS: LatentOffsets = { values: new Float64Array(LATENT_AXES), axes: undefined };
const RANGES = DESCRIPTORS.map((name) => DESCRIPTOR_RANGES[name]);
const LEVEL_RANGES = Array.from({ length: LEVELS_PER_FRAME }, () => LEVEL_RANGE);
const POSITIVE: ValueRange = { min: 0, max: Number.MAX_VALUE };

/**
 * Creates one note's path through a blend of sets: transient shape, offsets and random walk are applied in this order, on the
 * perceptual scale; the result is in natural units within `DESCRIPTOR_RANGES`. At neutral settings the values are bit-identical
 * to the blend's.
 *
 * @throws NeurorackError 'bad-model' when `stats` are not the seven in order
 */
export function shapePath(blend: Blend, options: ShapeOptions): ScrubbedPath {
  const {
    sharpness = zeroControl,
    variation = zeroControl,
    offsets = NO_OFFSETS,
    latents = NO_LATENTS,
    walk = createRandomWalk({ seed: 0 }),
  } = options;
  const ordered = checkStats(options.stats);
  const rms = ordered[RMS];
  const levelScales = Array.from(LEVEL_RANGES, () => rms);
  const clampFrame = (k: number): number => clamp(k, 0, blend.frames - 1);
  const depthAt = (k: number): number => clampTo(POSITIVE, variation(k));
  const loudness = (depth: number, k: number): number =>
    softly(MAX_LOUDNESS_OCTAVES, depth * rms.std * walk.at(RMS, k));
  const sharpnessAt = (k: number): number => {
    const value = sharpness(k);
    return Number.isNaN(value) ? 0 : clamp(value, -1, 1);
  };

  return {
    get frames() {
      return blend.frames;
    },
    setScrub: blend.setScrub,
    readFrame: (frame, into) => {
      const k = clampFrame(frame);
      blend.updateMix(k);
      sharpnessNow[0] = sharpnessAt(k);
      const depth = depthAt(k);
      blend.readFrame(ordered, k, values);
      for (let d = 0; d < ordered.length; d++) {
        moves[d] = offsets[d];
        if (depth === 0) continue;
        moves[d] += d === RMS ? loudness(depth, k) : ordered[d].std * softly(MAX_DEVIATIONS, depth * walk.at(d, k));
      }
      if (sharpnessNow[0] !== 0) {
        blend.addShape('rms', 1, k, sharpnessNow, moves, RMS);
        blend.addShape('bandwidth', 1, k, sharpnessNow, moves, BANDWIDTH);
      }
      displaceAll(ordered, values, moves, RANGES, into);
    },
    readTimbre: (frame, share, into) => {
      const k = clampFrame(frame);
      blend.updateMix(k);
      blend.addTimbres(share, into);
      into.transpose = offsets[F0];
      const depth = depthAt(k);
      into.sharpness = sharpnessAt(k);
      into.axes = latents.axes;
      for (let a = 0; a < LATENT_AXES; a++) into.latents[a] = latents.values[a];
      for (let d = 0; d < ordered.length; d++) {
        into.offsets[d] = offsets[d];
        into.walk[d] = depth === 0 ? 0 : depth * walk.at(d, k);
      }
    },
    readLevel: (block, into) => {
      const k = clampFrame(block);
      const next = clampFrame(k + 1);
      blend.updateMix(k);
      sharpnessNow[0] = sharpnessAt(k);
      const depth = depthAt(k);
      const from = depth === 0 ? 0 : loudness(depth, k);
      const to = depth === 0 ? 0 : loudness(depthAt(next), next);
      blend.readLevels(levelScales, k, levels);
      for (let j = 0; j < LEVELS_PER_FRAME; j++) {
        levelMoves[j] = offsets[RMS] + (from + ((to - from) * (j + 0.5)) / LEVELS_PER_FRAME);
      }
      if (sharpnessNow[0] !== 0) blend.addShape('level', LEVELS_PER_FRAME, k, sharpnessNow, levelMoves, 0);
      displaceAll(levelScales, levels, levelMoves, LEVEL_RANGES, into);
    },
  };
}

/** Bends `value` so that it stays within `limit` on both sides. */
const softly = (limit: number, value: number): number => limit * Math.tanh(value / limit);

function checkStats(stats: readonly DescriptorStats[]): readonly DescriptorStats[] {
  if (stats.length === DESCRIPTORS.length && DESCRIPTORS.every((name, d) => stats[d].name === name)) return stats;
  throw new NeurorackError(
    'bad-model',
    `the model has statistics for ${stats.map(({ name }) => name).join(', ') || 'no descriptor'}`,
    {
      remedy: `use a model whose manifest lists ${DESCRIPTORS.join(', ')}, in this order`,
    },
  );
}
