import { NeurorackError } from '../contracts/errors.ts';
import { DEFAULT_ANALYSIS, DESCRIPTORS } from './descriptor.ts';
import {
  COLOUR_DB_RANGE,
  CONFIDENCE_RANGE,
  DESCRIPTOR_RANGES,
  LEVEL_RANGE,
  MODE_HZ_RANGE,
  MODE_SHARE_RANGE,
  TRACK_RATIO_RANGE,
  UNIT_RANGE,
  type ValueRange,
} from './descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from './descriptor-set.ts';
import { coloursOf, pointsOfFrames, TRACK_ANALYSIS } from './timbre/moving-analysis.ts';
import type { MovingTimbre, Track } from './timbre/moving-timbre.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE, MODE_ANALYSIS } from './timbre/timbre.ts';

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
  const { hz, share, colour, moving } = set.timbre;
  checkCurve(set, 'timbre.hz', hz, Math.min(hz.length, MODE_ANALYSIS.count), MODE_HZ_RANGE);
  checkCurve(set, 'timbre.share', share, hz.length, MODE_SHARE_RANGE);
  checkCurve(set, 'timbre.colour', colour, COLOUR_SIZE, COLOUR_DB_RANGE);
  if (moving !== undefined) checkMoving(set, moving);
}

function checkMoving(set: DescriptorSet, { points, tracks, harmonicity, colour, own }: MovingTimbre): void {
  const { hop, sampleRate } = set.analysis;
  if (hop !== DEFAULT_ANALYSIS.hop || sampleRate !== DEFAULT_ANALYSIS.sampleRate) {
    throw badMoving(set, `its grid needs a hop of 256 at 44100 Hz, not ${hop} at ${sampleRate} Hz`);
  }
  const expected = pointsOfFrames(set.frames);
  if (points !== expected) throw badMoving(set, `${points} grid points instead of ${expected}`);
  if (tracks.length > TRACK_ANALYSIS.count) {
    throw badMoving(set, `${tracks.length} tracks, at most ${TRACK_ANALYSIS.count} are allowed`);
  }
  for (const [n, track] of tracks.entries()) checkTrack(set, track, n, points);
  checkCurve(set, 'timbre.moving.harmonicity', harmonicity, points, UNIT_RANGE);
  const rows = coloursOf(points);
  checkCurve(set, 'timbre.moving.colour', colour, rows * COLOUR_ANALYSIS.bands, COLOUR_DB_RANGE);
  const width = DESCRIPTORS.length;
  if (own.length !== rows * width) throw badMoving(set, `own has ${own.length} values instead of ${rows * width}`);
  for (const [d, name] of DESCRIPTORS.entries()) {
    const column = own.filter((_, i) => i % width === d);
    checkCurve(set, `timbre.moving.own.${name}`, column, rows, DESCRIPTOR_RANGES[name]);
  }
}

function checkTrack(set: DescriptorSet, { first, phase, hz, ratio }: Track, number: number, points: number): void {
  if (!(first >= 0 && ratio.length > 0 && first + ratio.length <= points)) {
    throw badMoving(set, `track ${number} has ${ratio.length} points from point ${first}, the sound has ${points}`);
  }
  if (!(phase >= 0 && phase < 1)) throw badMoving(set, `the phase of track ${number} is ${phase}, not 0 to 1 cycles`);
  const name = `timbre.moving.tracks.${number}`;
  checkCurve(set, `${name}.hz`, hz, hz.length === 1 ? 1 : ratio.length, MODE_HZ_RANGE);
  checkCurve(set, `${name}.ratio`, ratio, ratio.length, TRACK_RATIO_RANGE);
}

function badMoving(set: DescriptorSet, fault: string): NeurorackError {
  return new NeurorackError('bad-input', `the set '${set.name}', timbre.moving: ${fault}`, {
    remedy: 'build the set again from its sound',
  });
}

function checkCurve(
  set: DescriptorSet,
  name: string,
  curve: Float32Array,
  length: number,
  { min: low, max: high }: ValueRange,
): void {
  const index = firstOutside(curve, low, high);
  if (curve.length === length && index < 0) return;
  const fault =
    curve.length === length
      ? `value ${index} is ${curve[index]}, not ${low} to ${high}`
      : `${curve.length} values instead of ${length}`;
  throw new NeurorackError('bad-input', `the set '${set.name}', curve ${name}: ${fault}`, {
    remedy: 'build the set again from its sound',
  });
}

/** Index of the first value outside a range, or -1. A loop, since a start checks half a million values before any code is optimised. */
function firstOutside(values: Float32Array, low: number, high: number): number {
  for (let index = 0; index < values.length; index++) {
    if (!(values[index] >= low && values[index] <= high)) return index;
  }
  return -1;
}
