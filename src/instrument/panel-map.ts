import type { PanelMap } from '../panel/protocol.ts';
import type { MapMotion } from './map-motion.ts';

/** Points of a path that a page draws at most. */
const DRAWN_POINTS = 400;

/** The map as a panel draws it. */
export function panelMap({ map, state: motion, path }: Pick<MapMotion, 'map' | 'state' | 'path'>): PanelMap {
  const every = Math.max(1, Math.ceil(path.length / DRAWN_POINTS));
  // Told when it is whole: while it is recorded pages see where the point goes.
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
