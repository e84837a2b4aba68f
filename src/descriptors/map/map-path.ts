import { NeurorackError } from '../../contracts/errors.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { MapPoint } from './lay-out-sets.ts';

/** Points that a recorded path holds at most: ten minutes at 30 a second. */
const MOST_POINTS = 18_000;
/** A point that moves less than this from the last is the same. */
const STEP = 1e-3;

/** Where a hand on the map was, and when, seconds from the recording's start. */
export interface TimedPoint extends MapPoint {
  readonly seconds: number;
}

/** A recorded way over the map; times rise. */
export type MapPath = readonly TimedPoint[];

/**
 * The path with one more point, held to the map. While the hand rests, the path does not grow: a rest is kept as its beginning and end.
 *
 * @throws NeurorackError 'bad-input' for a time before the last point's or no number, or when the path is full
 */
export function recordPoint(path: MapPath, { seconds, x, y }: TimedPoint): MapPath {
  const last = path.at(-1);
  if (![seconds, x, y].every(Number.isFinite) || seconds < Math.max(0, last?.seconds ?? 0)) {
    throw badPath(`${seconds} s at ${x}, ${y} cannot follow`, 'give finite numbers, and times that rise');
  }
  const point = { seconds, x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
  const before = path.at(-2);
  if (last !== undefined && before !== undefined && isSame(last, point) && isSame(before, point)) {
    return [...path.slice(0, -1), point];
  }
  if (path.length >= MOST_POINTS) throw badPath(`it has ${MOST_POINTS} points already`, 'start a new one');
  return [...path, point];
}

/** Where the path is at a time: straight from point to point, at its ends before and after. Undefined for an empty path. */
export function pointAt(path: MapPath, seconds: number): MapPoint | undefined {
  const next = path.findIndex((point) => point.seconds > seconds);
  const a = path[next < 0 ? path.length - 1 : Math.max(0, next - 1)];
  const b = path[next < 0 ? path.length - 1 : next];
  if (a === undefined || b === undefined) return undefined;
  const span = b.seconds - a.seconds;
  const mix = span > 0 ? clamp((seconds - a.seconds) / span, 0, 1) : 0;
  return { x: a.x + mix * (b.x - a.x), y: a.y + mix * (b.y - a.y) };
}

const isSame = (a: MapPoint, b: MapPoint): boolean => Math.hypot(a.x - b.x, a.y - b.y) < STEP;

function badPath(fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `the path over the map cannot be recorded: ${fault}`, { remedy });
}
