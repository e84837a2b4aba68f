import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { Size } from './map-view.ts';

export interface Label {
  /** Of the set that it names. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  /** Whether it ends at x, not begins there. */
  readonly isLeft: boolean;
}

/** A letter's width and a line's height, pixels: of the page's type at 12 px, wide letters included. */
const LETTER = 6.9;
const LINE = 14;
/** Half of the hand's point. */
const RING = 13;
/** Between a point and its name. */
const GAP = 11;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Names that have room: beside their points, inside the picture, over no other point or name. Those named first are placed first.
 *
 * @param points where the sets are drawn
 * @param first places of the sets that matter most
 * @param ring where the hand's point is drawn, over which there is no name either
 */
export function placeLabels(
  names: readonly string[],
  points: readonly MapPoint[],
  { size, first, ring }: { readonly size: Size; readonly first: readonly number[]; readonly ring: MapPoint },
): readonly Label[] {
  const boxAround = ({ x, y }: MapPoint, reach: number): Box => ({
    left: x - reach,
    top: y - reach,
    right: x + reach,
    bottom: y + reach,
  });
  const taken: Box[] = [...points.map((point) => boxAround(point, 6)), boxAround(ring, RING)];
  const order = [...new Set([...first, ...names.keys()])];
  return order.flatMap((index) => {
    const [point, name] = [points[index], names[index]];
    if (point === undefined || name === undefined) return [];
    const width = LETTER * [...name].length;
    const gap = Math.hypot(point.x - ring.x, point.y - ring.y) < RING ? 2 * RING : GAP;
    for (const isLeft of [false, true]) {
      const left = isLeft ? point.x - gap - width : point.x + gap;
      const box = { left, top: point.y - LINE / 2, right: left + width, bottom: point.y + LINE / 2 };
      const isInside = box.left >= 2 && box.top >= 2 && box.right <= size.width - 2 && box.bottom <= size.height - 2;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return [{ index, x: isLeft ? point.x - gap : point.x + gap, y: point.y, isLeft }];
    }
    return [];
  });
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
