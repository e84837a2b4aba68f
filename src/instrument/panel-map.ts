import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import type { PanelMap } from '../panel/protocol.ts';
import type { MapMotion } from './map-motion.ts';

/** Most points of a path that the panel draws. */
const MAX_DRAWN_POINTS = 400;

/** A path as the panel draws it: its duration, and some of its points. */
export function drawnPath({ state, path }: Pick<MapMotion, 'state' | 'path'>): {
  readonly seconds: number;
  readonly points: readonly MapPoint[];
} {
  // Sent when it is complete: during the recording the panel shows the point itself.
  if (state === 'recording') return { seconds: 0, points: [] };
  const every = Math.max(1, Math.ceil(path.length / MAX_DRAWN_POINTS));
  const points = path.filter((_, n) => n % every === 0 || n === path.length - 1);
  return { seconds: rounded(path.at(-1)?.seconds), points };
}

/** The map as a message to the panel. */
export function panelMap(motion: Pick<MapMotion, 'map' | 'state' | 'path'>): PanelMap {
  const { map } = motion;
  const { seconds, points } = drawnPath(motion);
  return {
    type: 'map',
    sets: map.sets.map(({ name }, n) => ({ name, x: rounded(map.places[n]?.x), y: rounded(map.places[n]?.y) })),
    path: { seconds, points: points.map(({ x, y }) => [rounded(x), rounded(y)]) },
  };
}

export const rounded = (value = 0): number => Math.round(10_000 * value) / 10_000;
