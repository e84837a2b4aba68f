import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { Size } from './map-view.ts';

export interface Label {
  /** Index of the set. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  /** Whether the label ends at x instead of starting there. */
  readonly isLeft: boolean;
}

const MAX_LETTERS = 26;

/** The name of a set as a label of the map: a long one is cut. */
export function labelText(name: string): string {
  const letters = [...name];
  return letters.length <= MAX_LETTERS
    ? name
    : `${letters
        .slice(0, MAX_LETTERS - 1)
        .join('')
        .trimEnd()}…`;
}

/** Width of a letter and height of a line, pixels: of the page's font at 12 px, wide letters included. */
const LETTER = 6.9;
const LINE = 14;
/** Radius of the ring around the point, pixels. */
const RING = 13;
/** Gap between a set and its label, pixels. */
const GAP = 11;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Places labels beside their sets, inside the picture and without overlap. Labels without room are left out.
 *
 * @param points screen positions of the sets
 * @param first indices of the sets whose labels are placed first
 * @param ring screen position of the point, which no label may cover
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
    const width = LETTER * [...labelText(name)].length;
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
