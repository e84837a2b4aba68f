import { NeurorackError } from '../contracts/errors.ts';
import { DESCRIPTORS } from './descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from './descriptor-set.ts';
import {
  LEGAL,
  LEGAL_COLOUR_DB,
  LEGAL_CONFIDENCE,
  LEGAL_LEVEL,
  LEGAL_MODE_HZ,
  LEGAL_SHARE,
  type Range,
} from './legal-range.ts';
import { COLOUR_SIZE, MODE_ANALYSIS } from './timbre/timbre.ts';

/** Fewer frames than this are a click, not a sound: 17 ms at hop 256. */
export const MIN_FRAMES = 4;

/**
 * Refuses a set that is too short to play.
 *
 * @throws NeurorackError 'bad-input' naming the set and its length
 */
export function checkLongEnough(set: Pick<DescriptorSet, 'name' | 'frames'>): void {
  if (set.frames >= MIN_FRAMES) return;
  throw new NeurorackError(
    'bad-input',
    `the set '${set.name}' is too short: ${set.frames} frame${set.frames === 1 ? '' : 's'}, at least ${MIN_FRAMES} are needed`,
    { remedy: 'use a longer sound (20 ms at least)' },
  );
}

/**
 * Refuses a set with curves of the wrong length, or with values that no analysis gives (see `LEGAL`).
 *
 * @throws NeurorackError 'bad-input' naming the set, the curve, the frame and the value
 */
export function checkSet(set: DescriptorSet): void {
  checkLongEnough(set);
  for (const name of DESCRIPTORS) checkCurve(set, name, set.curves[name], set.frames, LEGAL[name]);
  checkCurve(set, 'f0Confidence', set.f0Confidence, set.frames, LEGAL_CONFIDENCE);
  checkCurve(set, 'level', set.level, LEVELS_PER_FRAME * set.frames, LEGAL_LEVEL);
  if (set.timbre === undefined) return;
  const { hz, share, colour } = set.timbre;
  checkCurve(set, 'timbre.hz', hz, Math.min(hz.length, MODE_ANALYSIS.count), LEGAL_MODE_HZ);
  checkCurve(set, 'timbre.share', share, hz.length, LEGAL_SHARE);
  checkCurve(set, 'timbre.colour', colour, COLOUR_SIZE, LEGAL_COLOUR_DB);
}

function checkCurve(set: DescriptorSet, name: string, curve: Float32Array, length: number, { low, high }: Range): void {
  const at = curve.findIndex((value) => !(value >= low && value <= high));
  if (curve.length === length && at < 0) return;
  const fault =
    curve.length === length
      ? `value ${at} is ${curve[at]}, not ${low} to ${high}`
      : `${curve.length} values instead of ${length}`;
  throw new NeurorackError('bad-input', `the set '${set.name}', curve ${name}: ${fault}`, {
    remedy: 'build the set again from its sound',
  });
}
