import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { NeurorackError } from '../../src/contracts/errors.ts';
import type { Faceplate } from '../faceplate/faceplate.ts';
import type { Netlist, Part } from '../netlist/read-netlist.ts';
import { netOf } from '../netlist/trace.ts';
import { type Package, type Pad, packageOf } from './packages.ts';

const FILE = 'hardware/layout.yaml';
const rectangle = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const boardSchema = z.strictObject({
  outline: rectangle,
  layers: z.union([z.literal(2), z.literal(4)]),
  planes: z.array(z.string()),
  areas: z.array(z.strictObject({ net: z.string(), layers: z.array(z.enum(['F', 'In1', 'In2', 'B'])), at: rectangle })),
  stitches: z.array(z.strictObject({ net: z.string(), at: z.array(z.tuple([z.number(), z.number()])) })),
  texts: z.array(z.strictObject({ text: z.string(), at: z.tuple([z.number(), z.number()]), side: z.enum(['F', 'B']) })),
  /** x, y, diameter. */
  holes: z.array(z.tuple([z.number(), z.number(), z.number()])),
  parts: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
});
const schema = z.strictObject({ boards: z.strictObject({ faceplate: boardSchema, base: boardSchema }) });

export type BoardName = Part['board'];
type Layout = z.infer<typeof boardSchema>;

/** A pad at its place on a board. */
export interface PlacedPad extends Pad {
  readonly net: string | undefined;
  readonly pin: string;
}

/** A part at its place, mm from the faceplate's upper left corner, degrees against the clock. */
export interface PlacedPart {
  readonly part: Part;
  readonly package: Package;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly pads: readonly PlacedPad[];
  /** Left, top, right, bottom. */
  readonly courtyard: readonly [number, number, number, number];
}

/** A board before its tracks. */
export interface Board extends Omit<Layout, 'parts'> {
  readonly name: BoardName;
  readonly parts: readonly PlacedPart[];
  readonly nets: readonly string[];
}

/** The part of a netlist that is on one board. */
export function netlistOf(netlist: Netlist, board: BoardName): Netlist {
  const parts = new Map([...netlist.parts].filter(([, part]) => part.board === board));
  const isHere = (pin: string): boolean => parts.has(pin.slice(0, pin.indexOf('.')));
  const nets = [...netlist.nets].map(([net, pins]) => [net, pins.filter(isHere)] as const);
  return {
    parts,
    nets: new Map(nets.filter(([, pins]) => pins.length > 0)),
    open: netlist.open.filter(isHere),
  };
}

/**
 * Reads `layout.yaml` of a folder and places the parts of a netlist on their boards.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export async function readBoards(folder: string, netlist: Netlist, faceplate: Faceplate): Promise<Board[]> {
  return placeBoards(await readFile(join(folder, 'layout.yaml'), 'utf8'), netlist, faceplate);
}

/**
 * Places the parts of a netlist by the text of `layout.yaml`; jacks, knob and display by the faceplate.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export function placeBoards(text: string, netlist: Netlist, faceplate: Faceplate): Board[] {
  const result = schema.safeParse(parse(text));
  if (!result.success) throw bad(result.error.issues[0].path.join('.'), result.error.issues[0].message);
  const { base, faceplate: front } = result.data.boards;
  const screws = faceplate.holes.filter(({ kind }) => kind === 'screw');
  const holes = [...front.holes, ...screws.map((one) => [one.x, one.y, one.diameter] as [number, number, number])];
  const parts = { ...front.parts, ...frontParts(netlist, faceplate) };
  return [
    placeBoard('faceplate', { ...front, holes, parts }, netlistOf(netlist, 'faceplate')),
    placeBoard('base', base, netlistOf(netlist, 'base')),
  ];
}

/** Places that the faceplate gives: a jack's and the knob's hole, the upper screws of the display, beside its pins. */
function frontParts(netlist: Netlist, { holes, window }: Faceplate): Layout['parts'] {
  const places: Layout['parts'] = {};
  for (const part of netlist.parts.values()) {
    const name = part.kind === 'encoder' ? 'knob' : part.serves;
    const hole = holes.find((one) => one.name === name);
    if (hole !== undefined) places[part.ref] = [hole.x, hole.y, 0];
    if (part.kind !== 'display') continue;
    const [left, , across] = window;
    const top = Math.min(...holes.filter(({ kind }) => kind === 'screw').map(({ y }) => y));
    places[part.ref] = [left + across / 2, top, 0];
  }
  return places;
}

function placeBoard(name: BoardName, layout: Layout, netlist: Netlist): Board {
  const missing = [...netlist.parts.keys()].filter((ref) => layout.parts[ref] === undefined);
  const unknown = Object.keys(layout.parts).filter((ref) => !netlist.parts.has(ref));
  if (missing.length > 0) throw bad(`boards.${name}.parts`, `has no place for ${missing.join(', ')}`);
  if (unknown.length > 0) throw bad(`boards.${name}.parts`, `places ${unknown.join(', ')}, which the board lacks`);
  const parts = [...netlist.parts.values()].map((part) => placePart(netlist, part, layout.parts[part.ref]));
  return { ...layout, name, parts, nets: [...netlist.nets.keys()] };
}

function placePart(netlist: Netlist, part: Part, [x, y, angle]: readonly [number, number, number]): PlacedPart {
  if (angle % 90 !== 0) throw bad(`${part.ref}`, `stands at ${angle} degrees, not at a multiple of 90`);
  const shape = packageOf(part.package);
  const pins = new Map([...part.pins].map(([name, number]) => [String(number), name]));
  const pads = shape.pads.map((pad) => {
    const [dx, dy] = turned(pad.x, pad.y, angle);
    const [width, height] = angle % 180 === 0 ? [pad.width, pad.height] : [pad.height, pad.width];
    const pin = pins.get(pad.number) ?? '';
    return { ...pad, x: x + dx, y: y + dy, width, height, pin, net: netOf(netlist, `${part.ref}.${pin}`) };
  });
  const [left, top, right, bottom] = shape.courtyard;
  const [one, other] = [turned(left, top, angle), turned(right, bottom, angle)];
  const courtyard = [
    x + Math.min(one[0], other[0]),
    y + Math.min(one[1], other[1]),
    x + Math.max(one[0], other[0]),
    y + Math.max(one[1], other[1]),
  ] as const;
  return { part, package: shape, x, y, angle, pads, courtyard };
}

/** A place turned against the clock, y downwards, as KiCad turns. */
function turned(x: number, y: number, angle: number): [number, number] {
  const [cos, sin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][(((angle / 90) % 4) + 4) % 4];
  return [x * cos + y * sin, y * cos - x * sin];
}

/** Faults of a placement: parts that overlap or leave the board, connectors of the two boards that do not meet. */
export function checkPlacement(boards: readonly Board[]): string[] {
  const place = new Map(boards.flatMap(({ parts }) => parts.map((one) => [one.part.ref, one])));
  const apart = [...place.values()].flatMap((one) => {
    const other = place.get(one.part.mates ?? '');
    return other === undefined || (one.x === other.x && one.y === other.y && one.angle === other.angle)
      ? []
      : [`${FILE}: ${one.part.ref} and ${other.part.ref} are plugged together and lie apart`];
  });
  return [...boards.flatMap(checkBoard), ...apart];
}

function checkBoard({ parts, outline, name }: Board): string[] {
  const [left, top, right, bottom] = outline;
  const outside = parts.flatMap(({ part, pads }) =>
    pads.every(
      ({ x, y, width, height }) =>
        x - width / 2 > left && x + width / 2 < right && y - height / 2 > top && y + height / 2 < bottom,
    )
      ? []
      : [`${FILE}: ${part.ref} leaves the ${name} board`],
  );
  const crowded = parts.flatMap((one, n) =>
    parts
      .slice(n + 1)
      .filter((other) => overlap(one.courtyard, other.courtyard))
      .map((other) => `${FILE}: ${one.part.ref} and ${other.part.ref} overlap`),
  );
  return [...outside, ...crowded];
}

type Rectangle = readonly [number, number, number, number];

function overlap(one: Rectangle, other: Rectangle): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

function bad(field: string, what: string): NeurorackError {
  return new NeurorackError('bad-config', `${FILE}: ${field} ${what}`, { remedy: `correct ${field} in ${FILE}` });
}

/** Nets with a layer of their own, which a via reaches anywhere: on a board of two layers, tracks cut a plane to pieces. */
export function innerPlanes({ layers, planes }: Board): readonly string[] {
  return layers === 4 ? planes : [];
}
