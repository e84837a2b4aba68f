import { NeurorackError } from '../contracts/errors.ts';
import { DESCRIPTORS } from './descriptor.ts';
import {
  COLOUR_DB_RANGE,
  CONFIDENCE_RANGE,
  DESCRIPTOR_RANGES,
  LEVEL_RANGE,
  MODE_HZ_RANGE,
  MODE_SHARE_RANGE,
  type ValueRange,
} from './descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from './descriptor-set.ts';
import { COLOUR_SIZE, MODE_ANALYSIS } from './timbre/timbre.ts';

/** Shortest playable set: fewer frames are a click, not a sound (17 ms at hop 256). */
export const MIN_FRAMES = 4;

/**
 * Refuses a set that is too short to play.
 *
 * @throws NeurorackError 'bad-input' naming the set and its length
 */
export function checkSetLength(set: Pick<DescriptorSet, 'name' | 'frames'>): void {
  if (set.frames >= MIN_FRAMES) return;
  throw new NeurorackError(
    'bad-input',
    `the set '${set.name}' is too short: ${set.frames} frame${set.frames === 1 ? '' : 's'}, at least ${MIN_FRAMES} are needed`,
    { remedy: 'use a longer sound (20 ms at least)' },
  );
}

/**
 * Refuses a set with curves of the wrong length, or with values outside `DESCRIPTOR_RANGES`.
 *
 * @throws NeurorackError 'bad-input' naming the set, the curve, the frame and the value
 */
export function checkSet(set: DescriptorSet): void {
  checkSetLength(set);
  for (const name of DESCRIPTORS) checkCurve(set, name, set.curves[name], set.frames, DESCRIPTOR_RANGES[name]);
  checkCurve(set, 'f0Confidence', set.f0Confidence, set.frames, CONFIDENCE_RANGE);
  checkCurve(set, 'level', set.level, LEVELS_PER_FRAME * set.frames, LEVEL_RANGE);
  if (set.timbre === undefined) return;
  const { hz, share, colour } = set.timbre;
  checkCurve(set, 'timbre.hz', hz, Math.min(hz.length, MODE_ANALYSIS.count), MODE_HZ_RANGE);
  checkCurve(set, 'timbre.share', share, hz.length, MODE_SHARE_RANGE);
  checkCurve(set, 'timbre.colour', colour, COLOUR_SIZE, COLOUR_DB_RANGE);
}

function checkCurve(
  set: DescriptorSet,
  name: string,
  curve: Float32Array,
  length: number,
  { min: low, max: high }: ValueRange,
): void {
  const index = curve.findIndex((value) => !(value >= low && value <= high));
  if (curve.length === length && index < 0) return;
  const fault =
    curve.length === length
      ? `value ${index} is ${curve[index]}, not ${low} to ${high}`
      : `${curve.length} values instead of ${length}`;
  throw new NeurorackError('bad-input', `the set '${set.name}', curve ${name}: ${fault}`, {
    remedy: 'build the set again from its sound',
  });
}
