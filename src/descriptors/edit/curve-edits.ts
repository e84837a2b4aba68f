import { NeurorackError } from '../../contracts/errors.ts';
import type { DescriptorName } from '../descriptor.ts';
import { clampTo, DESCRIPTOR_RANGES } from '../descriptor-ranges.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { displace, interpolate } from '../transform/interpolation.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';
import { moveTracks } from './move-tracks.ts';
import { scaleLevelLane } from './scale-level-lane.ts';

/** A point of a drawn line: frame number (may be fractional) and value in the curve's natural unit. */
export interface CurvePoint {
  readonly frame: number;
  readonly value: number;
}

/** Frames `from` to `to`, both included; clipped to the set. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Draws a line through the points, straight on the curve's perceptual scale. Segments are drawn in the order of the points, so
 * that a line that goes back overwrites its own earlier part. Frames outside the line keep their values.
 *
 * @throws NeurorackError 'bad-input' for an empty list, or a frame or value that is not finite
 */
export function drawLine(set: DescriptorSet, name: DescriptorName, points: readonly CurvePoint[]): DescriptorSet {
  if (points.length === 0) throw badEdit('the line has no points', 'draw at least one point');
  for (const { frame, value } of points) {
    checkNumber(frame);
    checkNumber(value);
  }
  const curve = Float32Array.from(set.curves[name]);
  points.forEach((point, i) => {
    const before = points[i - 1] ?? point;
    const [left, right] = before.frame <= point.frame ? [before, point] : [point, before];
    const span = right.frame - left.frame;
    const last = Math.min(Math.floor(right.frame + (span === 0 ? 0.5 : 0)), set.frames - 1);
    for (let k = Math.max(0, Math.ceil(left.frame - (span === 0 ? 0.5 : 0))); k <= last; k++) {
      const mix = span === 0 ? 1 : (k - left.frame) / span;
      curve[k] = interpolate(
        PERCEPTUAL_SCALES[name],
        clampToRange(name, left.value),
        clampToRange(name, right.value),
        mix,
      );
    }
  });
  return withCurve(set, name, curve);
}

/**
 * Smooths a range of a curve: each frame becomes the mean of the frames up to `radius` away, on the perceptual scale.
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function smoothCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { radius, ...range }: FrameRange & { readonly radius: number },
): DescriptorSet {
  checkNumber(radius);
  const scaled = Array.from(set.curves[name], (value) => toPerceptual(PERCEPTUAL_SCALES[name], value));
  const sums = [0];
  for (const value of scaled) sums.push((sums.at(-1) ?? 0) + value);
  return mapCurve(set, name, range, (_, k) => {
    const first = Math.max(0, k - Math.max(0, Math.round(radius)));
    const end = Math.min(set.frames, k + Math.max(0, Math.round(radius)) + 1);
    return fromPerceptual(PERCEPTUAL_SCALES[name], ((sums[end] ?? 0) - (sums[first] ?? 0)) / (end - first));
  });
}

/**
 * Scales a range of a curve around its mean by `factor`, on the perceptual scale: 0 is flat, 1 leaves it unchanged, -1 inverts it.
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function scaleCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { factor, ...range }: FrameRange & { readonly factor: number },
): DescriptorSet {
  checkNumber(factor);
  const scale = PERCEPTUAL_SCALES[name];
  const [from, to] = clipRange(set, range);
  const part = Array.from(set.curves[name].subarray(from, to + 1), (value) => toPerceptual(scale, value));
  const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
  return mapCurve(set, name, range, (value) =>
    factor === 1 ? value : fromPerceptual(scale, mean + factor * (toPerceptual(scale, value) - mean)),
  );
}

/**
 * Shifts a range of a curve by `by` on the perceptual scale: octaves, nepers of odds (flatness), crossings per sample (zcr).
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function shiftCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { by, ...range }: FrameRange & { readonly by: number },
): DescriptorSet {
  checkNumber(by);
  return mapCurve(set, name, range, (value) => displace(PERCEPTUAL_SCALES[name], value, by));
}

/** Replaces a curve by that of another set, stretched from first to last frame over this set's length. */
export function copyCurve(set: DescriptorSet, name: DescriptorName, other: DescriptorSet): DescriptorSet {
  const from = other.curves[name];
  const step = (other.frames - 1) / Math.max(1, set.frames - 1);
  return mapCurve(set, name, { from: 0, to: set.frames - 1 }, (_, k) => {
    const at = Math.min(Math.floor(k * step), other.frames - 1);
    const next = Math.min(at + 1, other.frames - 1);
    return interpolate(PERCEPTUAL_SCALES[name], from[at] ?? 0, from[next] ?? 0, Math.max(0, k * step - at));
  });
}

function mapCurve(
  set: DescriptorSet,
  name: DescriptorName,
  range: FrameRange,
  change: (value: number, frame: number) => number,
): DescriptorSet {
  const [from, to] = clipRange(set, range);
  const curve = set.curves[name].map((value, k) => (k < from || k > to ? value : clampToRange(name, change(value, k))));
  return withCurve(set, name, curve);
}

/** The synthesis takes loudness from the level lane and partials from the tracks, which therefore follow an edited RMS or pitch curve. */
function withCurve(set: DescriptorSet, name: DescriptorName, curve: Float32Array): DescriptorSet {
  const level = name === 'rms' ? { level: scaleLevelLane(set, curve) } : {};
  const timbre = name === 'f0' ? moveTracks(set, curve) : undefined;
  return { ...set, ...level, ...(timbre && { timbre }), curves: { ...set.curves, [name]: curve } };
}

function clipRange(set: DescriptorSet, { from, to }: FrameRange): [number, number] {
  checkNumber(from);
  checkNumber(to);
  const first = Math.max(0, Math.ceil(from));
  const last = Math.min(set.frames - 1, Math.floor(to));
  if (last < first)
    throw badEdit('the selected range has no frames', 'select a range that begins before it ends, within the set');
  return [first, last];
}

const clampToRange = (name: DescriptorName, value: number): number => clampTo(DESCRIPTOR_RANGES[name], value);

function checkNumber(value: number): void {
  if (!Number.isFinite(value)) throw badEdit(`${value} is not a finite number`, 'give a finite number');
}

function badEdit(fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `the curve cannot be edited: ${fault}`, { remedy });
}
