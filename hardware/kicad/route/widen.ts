import type { Board } from '../board.ts';
import { padShape, RULES, type Track } from './copper.ts';
import { distanceBetween, isFar, type Shape } from './geometry.ts';

/** Supplies and references: their tracks are as wide as the others leave room for. */
const SUPPLY = /^([+-]\d+V|3V3|5V|GND|REF_|VREF)/;
/** Widths that are tried, mm. */
const WIDTHS = [0.8, 0.6, 0.4] as const;

interface Obstacle {
  readonly shape: Shape;
  readonly net: string | undefined;
  readonly layer: Track['layer'];
  readonly clearance: number;
}

/** The tracks with those of supplies widened, as far as every other copper, hole and edge stays away. */
export function widenSupplies(board: Board, tracks: readonly Track[]): Track[] {
  const widened = [...tracks];
  const fixed = obstacles(board);
  for (const [n, track] of tracks.entries()) {
    if (track.layer === 'via' || !SUPPLY.test(track.net)) continue;
    const others = widened
      .filter((other) => other.net !== track.net)
      .map((shape): Obstacle => ({ ...shape, shape, clearance: RULES.clearance }));
    const near = [...fixed, ...others].filter(
      ({ shape, net, layer }) =>
        net !== track.net && (layer === 'via' || layer === track.layer) && !isFar(shape, track, RULES.edge + WIDTHS[0]),
    );
    const width = WIDTHS.find((one) =>
      near.every(({ shape, clearance }) => distanceBetween({ ...track, radius: one / 2 }, shape) >= clearance),
    );
    if (width !== undefined) widened[n] = { ...track, radius: width / 2 };
  }
  return widened;
}

/** Pads, holes and edges. */
function obstacles(board: Board): Obstacle[] {
  const [left, top, right, bottom] = board.outline;
  const line = (x: number, y: number, toX: number, toY: number): Obstacle => ({
    shape: { x, y, toX, toY, radius: 0 },
    ...{ net: undefined, layer: 'via', clearance: RULES.edge },
  });
  const pads = board.parts.flatMap((part) =>
    part.pads.map((pad): Obstacle => {
      const layer = pad.drill === undefined ? 0 : 'via';
      return { shape: padShape(pad), net: pad.net, layer, clearance: RULES.clearance };
    }),
  );
  const holes = board.holes.map(([x, y, diameter]): Obstacle => {
    const shape = { x, y, toX: x, toY: y, radius: diameter / 2 };
    return { shape, net: undefined, layer: 'via', clearance: RULES.holes };
  });
  const edges = [
    ...[line(left, top, right, top), line(left, bottom, right, bottom)],
    ...[line(left, top, left, bottom), line(right, top, right, bottom)],
  ];
  return [...pads, ...holes, ...edges];
}
