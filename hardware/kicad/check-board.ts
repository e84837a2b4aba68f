import { type Board, innerPlanes, type PlacedPad } from './board.ts';
import type { DrawnBoard, DrawnTrack } from './read-board.ts';
import { padShape, RULES } from './route/copper.ts';
import { distanceBetween, distanceTo, isFar, type Shape } from './route/geometry.ts';

/** Places agree to a micrometre. */
const SAME = 0.001;

/** Differences between a board's file and what netlist, layout and faceplate make of it: pads, nets, holes, outline. */
export function checkDrawn(board: Board, drawn: DrawnBoard): string[] {
  const file = `hardware/kicad/neurorack-${board.name}.kicad_pcb`;
  const wanted = new Map(
    board.parts.flatMap(({ part, pads }) => pads.map((pad) => [`${part.ref}.${pad.number}`, pad])),
  );
  const faults = [...wanted].flatMap(([key, pad]) => {
    if (pad.number === '') return [];
    const there = drawn.pads.get(key);
    if (there === undefined) return [`${file}: no pad ${key}`];
    const moved = Math.hypot(there.x - pad.x, there.y - pad.y);
    const net = there.net.startsWith('unconnected-') ? undefined : there.net;
    return [
      ...(net === pad.net
        ? []
        : [`${file}: ${key} is in ${net ?? 'no net'}; hardware/nets.yaml has ${pad.net ?? 'none'}`]),
      ...(moved < SAME ? [] : [`${file}: ${key} lies ${moved.toFixed(2)} mm from its place`]),
    ];
  });
  const unknown = [...drawn.pads.keys()].filter((key) => !wanted.has(key));
  const holes = board.holes.filter(
    ([x, y, diameter]) => !drawn.holes.some((one) => Math.hypot(one[0] - x, one[1] - y, one[2] - diameter) < SAME),
  );
  const hasOutline = board.outline.every((value, n) => Math.abs(value - drawn.outline[n]) < SAME);
  return [
    ...faults,
    ...unknown.map((key) => `${file}: ${key} is in no list`),
    ...holes.map(([x, y]) => `${file}: no hole at ${x}, ${y}`),
    ...(hasOutline && drawn.holes.length === board.holes.length ? [] : [`${file}: another outline or other holes`]),
  ];
}

interface Copper {
  readonly name: string;
  readonly net: string;
  readonly shape: Shape;
  /** Both for a hole through the board. */
  readonly layers: readonly string[];
  readonly isThrough: boolean;
}

const BOTH = ['F.Cu', 'B.Cu'];

/** Faults of a board's tracks, without KiCad: copper of two nets too near, pads of a net that no track joins, ground pads without a via. */
export function checkCopper(board: Board, { tracks }: DrawnBoard): string[] {
  const pads = board.parts.flatMap(({ part, pads: all }) => all.map((pad, n) => padCopper(part.ref, pad, n)));
  const copper = [...pads, ...tracks.map(trackCopper)];
  const joined = copper.map((_, n) => n);
  const root = (n: number): number => {
    while (joined[n] !== n) n = joined[n] = joined[joined[n]];
    return n;
  };
  const faults: string[] = [];
  for (let n = 0; n < copper.length; n++) {
    for (let k = Math.max(n + 1, pads.length); k < copper.length; k++) {
      const [one, other] = [copper[n], copper[k]];
      if (!one.layers.some((layer) => other.layers.includes(layer)) || isFar(one.shape, other.shape, RULES.clearance))
        continue;
      const distance = gap(other.shape, one.shape);
      if (one.net === other.net) {
        if (distance < SAME) joined[root(n)] = root(k);
      } else if (distance < RULES.clearance - RULES.tolerance) {
        faults.push(`${one.name} (${one.net}) and ${other.name} (${other.net}) are ${distance.toFixed(2)} mm apart`);
      }
    }
  }
  return [...faults, ...openNets(board, copper, pads.length, root)];
}

function openNets(board: Board, copper: readonly Copper[], padCount: number, root: (n: number) => number): string[] {
  return board.nets.flatMap((net) => {
    const own = copper.flatMap((one, n) => (one.net === net ? [n] : []));
    const pads = own.filter((n) => n < padCount);
    const first = pads[0];
    const ways = innerPlanes(board).includes(net)
      ? pads.filter((n) => !own.some((k) => copper[k].isThrough && root(k) === root(n)))
      : pads.filter((n) => root(n) !== root(first));
    return ways.map((n) => `no track joins ${copper[n].name} with the others of ${net}`);
  });
}

function padCopper(ref: string, pad: PlacedPad, n: number): Copper {
  const net = pad.net ?? `no net ${ref}.${n}`;
  const isThrough = pad.drill !== undefined;
  return { name: `${ref}.${pad.number}`, net, shape: padShape(pad), layers: isThrough ? BOTH : ['F.Cu'], isThrough };
}

function trackCopper({ net, layer, width, ...line }: DrawnTrack): Copper {
  const isThrough = layer === 'via';
  const name = `${isThrough ? 'a via' : 'a track'} at ${line.x}, ${line.y}`;
  return { name, net, shape: { ...line, radius: width / 2 }, layers: isThrough ? BOTH : [layer], isThrough };
}

/** Distance of a track's copper from another's. */
function gap(track: Shape, other: Shape): number {
  if (track.x === track.toX && track.y === track.toY) return distanceTo(other, track.x, track.y) - track.radius;
  return distanceBetween(track, other);
}
