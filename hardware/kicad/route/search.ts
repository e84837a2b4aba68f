import type { FixedCopper } from './copper.ts';
import { type Claims, SEVERAL } from './grid.ts';
import { Heap } from './heap.ts';

/** Claims of the tracks so far. */
export interface TrackClaims {
  readonly tracks: readonly [Claims, Claims];
  readonly vias: Claims;
  readonly noVia: Uint8Array;
}

/** A node is a cell on a side: cell + side * cells. */
export interface Search {
  readonly fixed: FixedCopper;
  readonly claims: TrackClaims;
  readonly net: number;
  readonly sources: Iterable<number>;
  readonly targets: ReadonlySet<number>;
  /** A path may end at any new via: the net has a plane. */
  readonly endsAtVia: boolean;
  /** Cost of a step through another net's track; undefined forbids it. */
  readonly ripCost: number | undefined;
  /** How often nets have met at a node. */
  readonly history: Float32Array;
}

const [STRAIGHT, DIAGONAL, VIA] = [1, Math.SQRT2, 14];

/** The cheapest path from a source to a target, node by node, with a doubled cell at a via; undefined without one. */
export function findPath(search: Search): number[] | undefined {
  const { fixed, net, sources, targets, endsAtVia } = search;
  const { grid } = fixed;
  const costs = new Float32Array(2 * grid.size).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(2 * grid.size).fill(-1);
  const isDone = new Uint8Array(2 * grid.size);
  const heap = new Heap();
  const distance = distanceToTargets(search);
  for (const node of sources) {
    if (stepCost(search, net, node) === undefined) continue;
    costs[node] = 0;
    heap.push(distance(node), node);
  }
  while (heap.size > 0) {
    const node = heap.pop();
    if (isDone[node] === 1) continue;
    isDone[node] = 1;
    if (targets.has(node)) return pathTo(from, node);
    for (const [next, cost] of neighbours(search, node)) {
      if (costs[node] + cost >= costs[next]) continue;
      costs[next] = costs[node] + cost;
      from[next] = node;
      if (endsAtVia && Math.abs(next - node) === grid.size) return pathTo(from, next);
      heap.push(costs[next] + distance(next), next);
    }
  }
  return undefined;
}

/** A lower bound of the cost to the targets: to the rectangle around them. */
function distanceToTargets({ fixed, targets, endsAtVia }: Search): (node: number) => number {
  if (endsAtVia) return () => 0;
  const { columns, size } = fixed.grid;
  let [left, right, top, bottom] = [columns, 0, size, 0];
  for (const node of targets) {
    const [column, row] = [(node % size) % columns, Math.floor((node % size) / columns)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  return (node) => {
    const [column, row] = [(node % size) % columns, Math.floor((node % size) / columns)];
    const dx = Math.max(left - column, 0, column - right);
    const dy = Math.max(top - row, 0, row - bottom);
    return Math.max(dx, dy) + (DIAGONAL - 1) * Math.min(dx, dy);
  };
}

function neighbours(search: Search, node: number): (readonly [number, number])[] {
  const { fixed, net } = search;
  const { columns, size } = fixed.grid;
  const side = node < size ? 0 : 1;
  const cell = node - side * size;
  const column = cell % columns;
  const found: (readonly [number, number])[] = [];
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const next = cell + dy * columns + dx;
      if ((dx === 0 && dy === 0) || next < 0 || next >= size || column + dx < 0 || column + dx >= columns) continue;
      const extra = stepCost(search, net, next + side * size);
      if (extra !== undefined) found.push([next + side * size, (dx !== 0 && dy !== 0 ? DIAGONAL : STRAIGHT) + extra]);
    }
  }
  const via = viaCost(search, cell);
  if (via !== undefined) found.push([cell + (1 - side) * size, VIA + via]);
  return found;
}

/** Cost of a step onto a node beyond its length; undefined where it is forbidden. */
function stepCost({ fixed, claims, ripCost, history }: Search, net: number, node: number): number | undefined {
  const { size } = fixed.grid;
  const side = node < size ? 0 : 1;
  const cell = node - side * size;
  const owner = fixed.tracks[side][cell];
  if (owner !== 0 && owner !== net) return undefined;
  const other = claims.tracks[side][cell];
  if (other === 0 || other === net) return 0;
  if (ripCost === undefined) return undefined;
  return (ripCost + history[node]) * (other === SEVERAL ? 2 : 1);
}

function viaCost({ fixed, claims, net, ripCost }: Search, cell: number): number | undefined {
  const owner = fixed.vias[cell];
  if ((owner !== 0 && owner !== net) || fixed.noVia[cell] === 1 || claims.noVia[cell] === 1) return undefined;
  const other = claims.vias[cell];
  if (other === 0 || other === net) return 0;
  return ripCost === undefined ? undefined : 4 * ripCost;
}

function pathTo(from: Int32Array, last: number): number[] {
  const path: number[] = [];
  for (let node = last; node !== -1; node = from[node]) path.push(node);
  return path.reverse();
}
