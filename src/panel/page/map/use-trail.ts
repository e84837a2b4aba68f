import { useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';

/** Points of a trail: a few seconds of movement. */
const LENGTH = 120;

/** The latest positions of a point, oldest first. A resting point adds none. */
export function useTrail({ x, y }: MapPoint): readonly MapPoint[] {
  const trail = useRef<readonly MapPoint[]>([]);
  const last = trail.current.at(-1);
  if (last === undefined || last.x !== x || last.y !== y) {
    trail.current = [...trail.current.slice(1 - LENGTH), { x, y }];
  }
  return trail.current;
}
