import { useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';

/** Points of a trail: some seconds of a hand that moves. */
const LENGTH = 120;

/** Where a point has been, oldest first; one that rests adds nothing. */
export function useTrail({ x, y }: MapPoint): readonly MapPoint[] {
  const trail = useRef<readonly MapPoint[]>([]);
  const last = trail.current.at(-1);
  if (last === undefined || last.x !== x || last.y !== y) {
    trail.current = [...trail.current.slice(1 - LENGTH), { x, y }];
  }
  return trail.current;
}
