import { NeurorackError } from '../../src/contracts/errors.ts';
import { type Expression, parseExpression } from './read-schematic.ts';

/** A pad of a board's file: place of its middle, mm, and net. */
export interface DrawnPad {
  readonly x: number;
  readonly y: number;
  readonly net: string;
}

/** A straight track, or a via from side to side. */
export interface DrawnTrack {
  readonly net: string;
  readonly layer: string;
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  readonly width: number;
}

/** Contents of a KiCad board, by its own numbers. */
export interface DrawnBoard {
  /** `R101.1` */
  readonly pads: ReadonlyMap<string, DrawnPad>;
  /** x, y, diameter of holes without copper. */
  readonly holes: readonly (readonly [number, number, number])[];
  readonly outline: readonly number[];
  readonly tracks: readonly DrawnTrack[];
}

type List = readonly Expression[];

/**
 * Reads parts, holes, outline and tracks of a KiCad board, as this project or KiCad wrote it.
 *
 * @throws NeurorackError 'bad-file' where there is no board
 */
export function readBoard(text: string): DrawnBoard {
  const board = parseExpression(text);
  if (board[0] !== 'kicad_pcb') {
    const remedy = 'name a .kicad_pcb';
    throw new NeurorackError('bad-file', 'hardware/kicad: no KiCad board', { remedy });
  }
  const names = new Map(named(board, 'net').map(([, number, name]) => [String(number), String(name)]));
  const netOf = (list: List): string => {
    const net = child(list, 'net').slice(1).map(String);
    return net[1] ?? names.get(net[0] ?? '') ?? net[0] ?? '';
  };
  const pads = new Map<string, DrawnPad>();
  const holes: (readonly [number, number, number])[] = [];
  for (const footprint of named(board, 'footprint')) {
    const [, x, y, angle = 0] = child(footprint, 'at').map(Number);
    const ref = String(named(footprint, 'property').find(([, key]) => key === 'Reference')?.[2]);
    for (const pad of named(footprint, 'pad')) {
      const [, dx, dy] = child(pad, 'at').map(Number);
      const turn = (angle * Math.PI) / 180;
      const padX = x + dx * Math.cos(turn) + dy * Math.sin(turn);
      const padY = y + dy * Math.cos(turn) - dx * Math.sin(turn);
      if (pad[2] === 'np_thru_hole') holes.push([padX, padY, Number(child(pad, 'drill')[1])]);
      else if (pad[1] !== '') pads.set(`${ref}.${pad[1]}`, { x: padX, y: padY, net: netOf(pad) });
    }
  }
  const [edge] = named(board, 'gr_rect').filter((one) => child(one, 'layer')[1] === 'Edge.Cuts');
  const outline = [...numbers(edge ?? [], 'start'), ...numbers(edge ?? [], 'end')];
  return { pads, holes, outline, tracks: tracksOf(board, netOf) };
}

function tracksOf(board: List, netOf: (list: List) => string): DrawnTrack[] {
  const segments = named(board, 'segment').map((one): DrawnTrack => {
    const [[x, y], [toX, toY]] = [numbers(one, 'start'), numbers(one, 'end')];
    const [width] = numbers(one, 'width');
    return { net: netOf(one), layer: String(child(one, 'layer')[1]), x, y, toX, toY, width };
  });
  const vias = named(board, 'via').map((one): DrawnTrack => {
    const [x, y] = numbers(one, 'at');
    return { net: netOf(one), layer: 'via', x, y, toX: x, toY: y, width: numbers(one, 'size')[0] };
  });
  return [...segments, ...vias];
}

function named(expression: List, name: string): List[] {
  return expression.filter((one): one is List => typeof one !== 'string' && one[0] === name);
}

function child(expression: List, name: string): List {
  return named(expression, name)[0] ?? [];
}

function numbers(expression: List, name: string): number[] {
  return child(expression, name).slice(1).map(Number);
}
