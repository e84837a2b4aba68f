import { NeurorackError } from '../../contracts/errors.ts';
import type { DescriptorName } from '../descriptor.ts';
import { clampTo, DESCRIPTOR_RANGES } from '../descriptor-ranges.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { displace, interpolate } from '../transform/interpolation.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';
import { scaleLevelLane } from './scale-level-lane.ts';

/** A point of a drawn line: frame number (may lie between frames) and value in the curve's natural unit. */
export interface CurvePoint {
  readonly frame: number;
  readonly value: number;
}

/** Frames `from` to `to`, both included; a stretch beyond the set is cut to it. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The set with a line through the points: straight on the curve's perceptual scale, from each point to the next in the order
 * given, so that a hand that goes back draws over what it drew. Frames that no line passes keep their value.
 *
 * @throws NeurorackError 'bad-input' for no points, or a frame or value that is no finite number
 */
export function drawLine(set: DescriptorSet, name: DescriptorName, points: readonly CurvePoint[]): DescriptorSet {
  if (points.length === 0) throw badEdit('a line without points', 'draw at least one point');
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
      curve[k] = interpolate(PERCEPTUAL_SCALES[name], legal(name, left.value), legal(name, right.value), mix);
    }
  });
  return withCurve(set, name, curve);
}

/**
 * The set with each frame of the stretch the mean of those up to `radius` frames away, on the perceptual scale.
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function smoothCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { radius, ...stretch }: FrameRange & { readonly radius: number },
): DescriptorSet {
  checkNumber(radius);
  const scaled = Array.from(set.curves[name], (value) => toPerceptual(PERCEPTUAL_SCALES[name], value));
  const sums = [0];
  for (const value of scaled) sums.push((sums.at(-1) ?? 0) + value);
  return changed(set, name, stretch, (_, k) => {
    const first = Math.max(0, k - Math.max(0, Math.round(radius)));
    const end = Math.min(set.frames, k + Math.max(0, Math.round(radius)) + 1);
    return fromPerceptual(PERCEPTUAL_SCALES[name], ((sums[end] ?? 0) - (sums[first] ?? 0)) / (end - first));
  });
}

/**
 * The set with what the stretch's curve does around its mean made `factor` times as large, on the perceptual scale: 0 flat,
 * 1 as it is, -1 upside down.
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function scaleCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { factor, ...stretch }: FrameRange & { readonly factor: number },
): DescriptorSet {
  checkNumber(factor);
  const scale = PERCEPTUAL_SCALES[name];
  const [from, to] = within(set, stretch);
  const part = Array.from(set.curves[name].subarray(from, to + 1), (value) => toPerceptual(scale, value));
  const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
  return changed(set, name, stretch, (value) =>
    factor === 1 ? value : fromPerceptual(scale, mean + factor * (toPerceptual(scale, value) - mean)),
  );
}

/**
 * The set with the stretch moved by `by` on the perceptual scale: octaves, nepers of odds (flatness), crossings a sample (zcr).
 *
 * @throws NeurorackError 'bad-input' for a number that is not finite
 */
export function shiftCurve(
  set: DescriptorSet,
  name: DescriptorName,
  { by, ...stretch }: FrameRange & { readonly by: number },
): DescriptorSet {
  checkNumber(by);
  return changed(set, name, stretch, (value) => displace(PERCEPTUAL_SCALES[name], value, by));
}

/** The set with another one's curve, stretched from first to last frame over its own length. */
export function copyCurve(set: DescriptorSet, name: DescriptorName, other: DescriptorSet): DescriptorSet {
  const from = other.curves[name];
  const step = (other.frames - 1) / Math.max(1, set.frames - 1);
  return changed(set, name, { from: 0, to: set.frames - 1 }, (_, k) => {
    const at = Math.min(Math.floor(k * step), other.frames - 1);
    const next = Math.min(at + 1, other.frames - 1);
    return interpolate(PERCEPTUAL_SCALES[name], from[at] ?? 0, from[next] ?? 0, Math.max(0, k * step - at));
  });
}

function changed(
  set: DescriptorSet,
  name: DescriptorName,
  stretch: FrameRange,
  change: (value: number, frame: number) => number,
): DescriptorSet {
  const [from, to] = within(set, stretch);
  const curve = set.curves[name].map((value, k) => (k < from || k > to ? value : legal(name, change(value, k))));
  return withCurve(set, name, curve);
}

/** Loudness is heard from the level lane: it moves with the curve. */
function withCurve(set: DescriptorSet, name: DescriptorName, curve: Float32Array): DescriptorSet {
  const level = name === 'rms' ? { level: scaleLevelLane(set, curve) } : {};
  return { ...set, ...level, curves: { ...set.curves, [name]: curve } };
}

function within(set: DescriptorSet, { from, to }: FrameRange): [number, number] {
  checkNumber(from);
  checkNumber(to);
  const first = Math.max(0, Math.ceil(from));
  const last = Math.min(set.frames - 1, Math.floor(to));
  if (last < first) throw badEdit('a stretch without frames', 'choose one that begins before it ends, within the set');
  return [first, last];
}

const legal = (name: DescriptorName, value: number): number => clampTo(DESCRIPTOR_RANGES[name], value);

function checkNumber(value: number): void {
  if (!Number.isFinite(value)) throw badEdit(`${value} is no number to draw with`, 'give a finite number');
}

function badEdit(fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `the curve cannot be edited so: ${fault}`, { remedy });
}
