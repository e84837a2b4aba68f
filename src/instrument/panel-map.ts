import type { PanelMap } from '../panel/protocol.ts';
import type { MapMotion } from './map-motion.ts';

/** Most points of a path that the panel draws. */
const MAX_DRAWN_POINTS = 400;

/** The map as a message to the panel. */
export function panelMap({ map, state: motion, path }: Pick<MapMotion, 'map' | 'state' | 'path'>): PanelMap {
  const every = Math.max(1, Math.ceil(path.length / MAX_DRAWN_POINTS));
  // Sent when it is complete: during the recording the panel shows the point itself.
  const drawn = motion === 'recording' ? [] : path.filter((_, n) => n % every === 0 || n === path.length - 1);
  return {
    type: 'map',
    sets: map.sets.map(({ name }, n) => ({ name, x: rounded(map.places[n]?.x), y: rounded(map.places[n]?.y) })),
    path: {
      seconds: motion === 'recording' ? 0 : rounded(path.at(-1)?.seconds),
      points: drawn.map(({ x, y }) => [rounded(x), rounded(y)]),
    },
  };
}

const rounded = (value = 0): number => Math.round(10_000 * value) / 10_000;
