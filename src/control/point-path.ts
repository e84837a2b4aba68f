import { NeurorackError } from '../contracts/errors.ts';
import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import { clamp } from '../numeric/clamp.ts';

/** Maximum number of points in a path over the map: ten minutes at 30 per second. */
const MAX_POINTS = 18_000;
/** Points closer than this count as equal. */
const MIN_DISTANCE = 1e-3;

/** A recorded point, with its time in seconds from the start of the recording. */
export interface TimedPoint extends MapPoint {
  readonly seconds: number;
}

/** A recorded motion over the map or another plane, whose sides have the length 1; times are ascending. */
export type PointPath = readonly TimedPoint[];

/**
 * Appends a point, clamped to the plane; returns a new path. A pause does not grow the path: only its first and last point are kept.
 *
 * @throws NeurorackError 'bad-input' for a time before the last point's, a number that is not finite, or when the path is full
 */
export function recordPoint(
  path: PointPath,
  { seconds, x, y }: TimedPoint,
  { maxPoints = MAX_POINTS }: { readonly maxPoints?: number | undefined } = {},
): PointPath {
  const last = path.at(-1);
  if (![seconds, x, y].every(Number.isFinite) || seconds < Math.max(0, last?.seconds ?? 0)) {
    throw badPath(
      `the point ${x}, ${y} at ${seconds} s cannot be appended`,
      'give finite numbers, and ascending times',
    );
  }
  const point = { seconds, x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
  const before = path.at(-2);
  if (last !== undefined && before !== undefined && isSame(last, point) && isSame(before, point)) {
    return [...path.slice(0, -1), point];
  }
  if (path.length >= maxPoints) throw badPath(`it has ${maxPoints} points already`, 'start a new one');
  return [...path, point];
}

/** The interpolated point at a time; the first or last point outside the recording. Undefined for an empty path. */
export function pointAt(path: PointPath, seconds: number): MapPoint | undefined {
  const next = path.findIndex((point) => point.seconds > seconds);
  const a = path[next < 0 ? path.length - 1 : Math.max(0, next - 1)];
  const b = path[next < 0 ? path.length - 1 : next];
  if (a === undefined || b === undefined) return undefined;
  const span = b.seconds - a.seconds;
  const mix = span > 0 ? clamp((seconds - a.seconds) / span, 0, 1) : 0;
  return { x: a.x + mix * (b.x - a.x), y: a.y + mix * (b.y - a.y) };
}

/** Whether two points count as one. */
export const isSame = (a: MapPoint, b: MapPoint): boolean => Math.hypot(a.x - b.x, a.y - b.y) < MIN_DISTANCE;

function badPath(fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `the path cannot be recorded: ${fault}`, { remedy });
}

/** The path without the rest at its end. */
export function withoutLastPause(path: PointPath): PointPath {
  const [before, last] = [path.at(-2), path.at(-1)];
  return before !== undefined && last !== undefined && isSame(before, last) ? path.slice(0, -1) : path;
}
