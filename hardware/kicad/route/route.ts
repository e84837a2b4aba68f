import { NeurorackError } from '../../../src/contracts/errors.ts';
import { type Board, innerPlanes, type PlacedPad } from '../board.ts';
import { type FixedCopper, fixedCopper, padShape, RULES, stitches, type Track } from './copper.ts';
import { distanceBetween, isFar } from './geometry.ts';
import { findPath, type TrackClaims } from './search.ts';
import { widenSupplies } from './widen.ts';

/** Attempts at nets before a board counts as one that has no way. */
const MAX_ATTEMPTS = 4000;
const RIP_COST = 6;

/**
 * Tracks and vias of a board's nets, found on a grid: nets that stand in the way of another are taken out and laid again. Equal boards give equal tracks.
 *
 * @throws NeurorackError 'bad-input' naming nets without a way
 */
export function routeBoard(board: Board): Track[] {
  const router = new Router(board);
  return widenSupplies(board, router.route());
}

interface Terminal {
  readonly pad: PlacedPad;
  readonly nodes: readonly number[];
}

class Router {
  readonly #board: Board;
  readonly #fixed: FixedCopper;
  readonly #laid = new Map<string, Track[]>();
  readonly #terminals: ReadonlyMap<string, readonly Terminal[]>;
  readonly #history: Float32Array;
  #claims: TrackClaims;

  constructor(board: Board) {
    this.#board = board;
    this.#fixed = fixedCopper(board);
    this.#history = new Float32Array(2 * this.#fixed.grid.size);
    this.#claims = this.#noClaims();
    const pads = board.parts.flatMap((part) => part.pads);
    this.#terminals = new Map(
      board.nets.map((net) => [
        net,
        pads.filter((pad) => pad.net === net).map((pad) => ({ pad, nodes: this.#nodesOf(pad) })),
      ]),
    );
  }

  route(): Track[] {
    const queue = [...this.#board.nets].sort((one, other) => this.#extent(one) - this.#extent(other));
    for (let attempt = 0; queue.length > 0; attempt++) {
      const net = queue.shift() ?? '';
      if (attempt > MAX_ATTEMPTS || !this.#lay(net)) {
        const remedy = 'move parts of these nets apart in hardware/layout.yaml';
        throw new NeurorackError('bad-input', `hardware/layout.yaml: no way for ${[net, ...queue].join(', ')}`, {
          remedy,
        });
      }
      for (const other of this.#ripFor(net)) queue.push(other);
    }
    return [...stitches(this.#board), ...[...this.#laid.values()].flat()];
  }

  /** Short nets come first; planes, which need a via at each pad, before all. */
  #extent(net: string): number {
    if (innerPlanes(this.#board).includes(net)) return -1;
    const pads = (this.#terminals.get(net) ?? []).map(({ pad }) => pad);
    const [xs, ys] = [pads.map(({ x }) => x), pads.map(({ y }) => y)];
    return Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys);
  }

  /** Lays a whole net, through others if there is no other way. */
  #lay(net: string): boolean {
    const terminals = this.#terminals.get(net) ?? [];
    this.#laid.set(net, []);
    if (innerPlanes(this.#board).includes(net)) {
      return terminals.filter(({ pad }) => pad.drill === undefined).every((one) => this.#layToPlane(net, one));
    }
    const [first, ...others] = terminals;
    const sources = new Set(first?.nodes ?? []);
    let open = others;
    while (open.length > 0) {
      const targets = new Set(open.flatMap(({ nodes }) => nodes));
      const path = this.#path(net, sources, targets, false);
      if (path === undefined) return false;
      this.#add(net, path);
      for (const node of path) sources.add(node);
      const end = path[path.length - 1];
      const reached = open.find(({ nodes }) => nodes.includes(end));
      for (const node of reached?.nodes ?? []) sources.add(node);
      open = open.filter((one) => one !== reached);
    }
    return true;
  }

  #layToPlane(net: string, { nodes }: Terminal): boolean {
    const path = this.#path(net, nodes, new Set(), true);
    if (path === undefined) return false;
    this.#add(net, path);
    return true;
  }

  #path(net: string, sources: Iterable<number>, targets: ReadonlySet<number>, endsAtVia: boolean) {
    const search = {
      ...{ fixed: this.#fixed, claims: this.#claims, net: this.#fixed.numbers.get(net) ?? 0 },
      ...{ sources: [...sources], targets, endsAtVia, history: this.#history },
    };
    return findPath({ ...search, ripCost: undefined }) ?? findPath({ ...search, ripCost: RIP_COST });
  }

  /** Adds the tracks of a path: straight runs, and vias where the side changes. */
  #add(net: string, path: readonly number[]): void {
    const { grid } = this.#fixed;
    const tracks: Track[] = [];
    const place = (node: number) => [grid.x(node % grid.size), grid.y(node % grid.size)] as const;
    const side = (node: number): 0 | 1 => (node < grid.size ? 0 : 1);
    let start = 0;
    for (let n = 1; n < path.length; n++) {
      const isEnd = n === path.length - 1;
      const turns = !isEnd && path[n + 1] - path[n] !== path[n] - path[n - 1];
      if (!isEnd && !turns) continue;
      const [x, y] = place(path[start]);
      const [toX, toY] = place(path[n]);
      const isVia = side(path[start]) !== side(path[n]);
      const shape = { x, y, toX, toY, radius: (isVia ? RULES.via : RULES.width) / 2 };
      tracks.push({ ...shape, net, layer: isVia ? 'via' : side(path[n]) });
      start = n;
    }
    this.#laid.set(net, [...(this.#laid.get(net) ?? []), ...tracks]);
    this.#claim(net, tracks);
    const size = grid.size;
    for (const node of path) {
      const other = this.#claims.tracks[node < size ? 0 : 1][node % size];
      if (other !== 0 && other !== this.#fixed.numbers.get(net)) this.#history[node] += 2;
    }
  }

  /** Takes out the nets that are too near to a new one, and returns them. */
  #ripFor(net: string): string[] {
    const mine = this.#laid.get(net) ?? [];
    const ripped = [...this.#laid.keys()].filter(
      (other) =>
        other !== net &&
        !innerPlanes(this.#board).includes(other) &&
        (this.#laid.get(other) ?? []).some((track) => mine.some((one) => meet(one, track))),
    );
    for (const other of ripped) this.#laid.delete(other);
    if (ripped.length > 0) {
      this.#claims = this.#noClaims();
      for (const [name, tracks] of this.#laid) if (!innerPlanes(this.#board).includes(name)) this.#claim(name, tracks);
    }
    return ripped;
  }

  #claim(net: string, tracks: readonly Track[]): void {
    const { grid, numbers } = this.#fixed;
    const number = numbers.get(net) ?? 0;
    // Vias to a plane stay: without them a pad has no ground.
    const claims = innerPlanes(this.#board).includes(net) ? this.#fixed : this.#claims;
    for (const track of tracks) {
      for (const side of [0, 1] as const) {
        if (track.layer === 'via' || track.layer === side)
          grid.claim(claims.tracks[side], number, track, RULES.clearance + RULES.width / 2);
      }
      grid.claim(claims.vias, number, track, RULES.clearance + RULES.via / 2);
      if (track.layer !== 'via') continue;
      const hole = { ...track, radius: RULES.viaDrill / 2 };
      for (const cell of grid.near(hole, RULES.holes + RULES.viaDrill / 2)) claims.noVia[cell] = 1;
    }
  }

  #noClaims(): TrackClaims {
    const { size } = this.#fixed.grid;
    const claims = () => new Uint16Array(size);
    return { tracks: [claims(), claims()], vias: claims(), noVia: new Uint8Array(size) };
  }

  /** Places of the grid in a pad, on the sides that it has. */
  #nodesOf(pad: PlacedPad): number[] {
    const { grid } = this.#fixed;
    const cells = grid.near(padShape(pad), 0.001);
    return pad.drill === undefined ? cells : cells.flatMap((cell) => [cell, cell + grid.size]);
  }
}

/** Whether copper of two nets is nearer than allowed. */
function meet(one: Track, other: Track): boolean {
  const isBeside = one.layer === 'via' || other.layer === 'via' || one.layer === other.layer;
  return (
    isBeside && !isFar(one, other, RULES.clearance) && distanceBetween(one, other) < RULES.clearance - RULES.tolerance
  );
}
