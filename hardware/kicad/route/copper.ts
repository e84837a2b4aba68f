import type { Board } from '../board.ts';
import type { Shape } from './geometry.ts';
import { type Claims, Grid } from './grid.ts';

/** Rules of the boards, mm: a usual fab makes half of each. The file of the project has the same. */
export const RULES = {
  ...{ clearance: 0.16, tolerance: 0.01, width: 0.25, edge: 0.5 },
  ...{ via: 0.6, viaDrill: 0.3, holes: 0.3 },
} as const;
/** Front and back: inner layers have planes alone. */
export const SIDES = ['F.Cu', 'B.Cu'] as const;

/** A straight track, or a via. */
export interface Track extends Shape {
  readonly net: string;
  readonly layer: 0 | 1 | 'via';
}

/** Copper that stays: pads, holes, edges, as the router reads it. */
export interface FixedCopper {
  readonly grid: Grid;
  /** Cells that a track's middle must not enter unless the net is its own, per side. */
  readonly tracks: readonly [Claims, Claims];
  readonly vias: Claims;
  /** Cells at which a via is forbidden for every net: other holes, pads of solder paste. */
  readonly noVia: Uint8Array;
  readonly numbers: ReadonlyMap<string, number>;
}

/** A net of its own for copper without one. */
const NO_NET = 0xfffe;

/** Marks pads, holes, edges and areas of a board. */
export function fixedCopper(board: Board): FixedCopper {
  const grid = new Grid(board.outline);
  const claims = (): Claims => new Uint16Array(grid.size);
  const fixed: FixedCopper = {
    grid,
    tracks: [claims(), claims()],
    vias: claims(),
    noVia: new Uint8Array(grid.size),
    numbers: new Map(board.nets.map((net, n) => [net, n + 1])),
  };
  for (const { pads } of board.parts) {
    for (const pad of pads) markPad(fixed, padShape(pad), pad.drill, numberOf(fixed, pad.net));
  }
  for (const [x, y, diameter] of board.holes) {
    const hole = { x, y, toX: x, toY: y, radius: diameter / 2 };
    markPad(fixed, hole, diameter, NO_NET);
  }
  for (const via of stitches(board)) markPad(fixed, via, RULES.viaDrill, numberOf(fixed, via.net));
  for (const edge of edges(board.outline)) markCopper(fixed, edge, [0, 1], NO_NET, RULES.edge);
  for (const { net, layers, at } of board.areas) {
    const [x, y, toX, toY] = at;
    const area = { x, y, toX, toY, radius: 0, isRectangle: true };
    if (layers.includes('F')) grid.claim(fixed.tracks[0], numberOf(fixed, net), area, 0.001);
  }
  return fixed;
}

/** Vias that the layout gives. */
export function stitches(board: Board): Track[] {
  return board.stitches.flatMap(({ net, at }) =>
    at.map(([x, y]): Track => ({ net, layer: 'via', x, y, toX: x, toY: y, radius: RULES.via / 2 })),
  );
}

function numberOf({ numbers }: FixedCopper, net: string | undefined): number {
  return (net === undefined ? undefined : numbers.get(net)) ?? NO_NET;
}

/** The copper of a pad. */
export function padShape(pad: { x: number; y: number; width: number; height: number; drill?: number }): Shape {
  const { x, y, width, height, drill } = pad;
  if (drill !== undefined) return { x, y, toX: x, toY: y, radius: width / 2 };
  const [halfWidth, halfHeight] = [width / 2, height / 2];
  return {
    ...{ x: x - halfWidth, y: y - halfHeight, toX: x + halfWidth, toY: y + halfHeight },
    ...{ radius: 0, isRectangle: true },
  };
}

function markPad(fixed: FixedCopper, shape: Shape, drill: number | undefined, net: number): void {
  markCopper(fixed, shape, drill === undefined ? [0] : [0, 1], net, RULES.clearance);
  // A via in a pad takes its solder; holes need board between them.
  const reach = drill === undefined ? RULES.via / 2 : (drill + RULES.viaDrill) / 2 + RULES.holes - shape.radius;
  for (const cell of fixed.grid.near(shape, Math.max(reach, 0.001))) fixed.noVia[cell] = 1;
}

function markCopper(fixed: FixedCopper, shape: Shape, sides: readonly (0 | 1)[], net: number, clearance: number): void {
  const { grid, tracks, vias } = fixed;
  for (const side of sides) grid.claim(tracks[side], net, shape, clearance + RULES.width / 2);
  grid.claim(vias, net, shape, clearance + RULES.via / 2);
}

function edges([left, top, right, bottom]: Board['outline']): Shape[] {
  const line = (x: number, y: number, toX: number, toY: number): Shape => ({ x, y, toX, toY, radius: 0 });
  return [
    line(left, top, right, top),
    line(left, bottom, right, bottom),
    line(left, top, left, bottom),
    line(right, top, right, bottom),
  ];
}
