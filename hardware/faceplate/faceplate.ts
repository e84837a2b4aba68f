import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { PanelWiring } from '../../src/contracts/board.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

const FILE = 'hardware/faceplate.yaml';
/** Doepfer's norm for 3U, in mm. */
const NORM = { height: 128.5, hp: 5.08, gap: 0.3, firstHole: 7.5, edge: 3, holePitch: 3 } as const;
/** Above and below, the rails of a case cover this much behind a faceplate, mm. */
const RAIL = 10;

const point = z.tuple([z.number(), z.number()]);
const positive = z.number().positive();
const schema = z.strictObject({
  panel: z.string(),
  hp: z.int().min(4),
  thickness: positive,
  diameters: z.strictObject({ mounting: positive, jack: positive, knob: positive, screw: positive }),
  clearance: z.strictObject({ jack: positive, knob: positive }),
  jacks: z.record(z.string(), point),
  knob: point,
  display: z.strictObject({ centre: point, window: point, screws: point, screwsOffset: point }),
});

type FaceplateFile = z.infer<typeof schema>;

/** A round hole, mm from the upper left corner. */
export interface Hole {
  readonly name: string;
  readonly kind: keyof FaceplateFile['diameters'];
  readonly x: number;
  readonly y: number;
  readonly diameter: number;
}

/** A faceplate to drill or to cut, in mm. */
export interface Faceplate {
  readonly panel: string;
  readonly width: number;
  readonly height: number;
  readonly holes: readonly Hole[];
  /** Left, top, width, height of the display's window. */
  readonly window: readonly [number, number, number, number];
  readonly clearance: FaceplateFile['clearance'];
}

/**
 * Reads `faceplate.yaml` of a folder.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export async function readFaceplate(folder: string): Promise<Faceplate> {
  return parseFaceplate(await readFile(join(folder, 'faceplate.yaml'), 'utf8'));
}

/**
 * Parses the text of `faceplate.yaml`: mounting holes come from the norm, the others from the file.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export function parseFaceplate(text: string): Faceplate {
  const result = schema.safeParse(parse(text));
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    const remedy = `correct ${path.join('.')} in ${FILE}`;
    throw new NeurorackError('bad-config', `${FILE}: ${path.join('.')}: ${message}`, { remedy });
  }
  const file = result.data;
  const { centre, window, screws, screwsOffset } = file.display;
  const hole = (name: string, kind: Hole['kind'], [x, y]: readonly [number, number]): Hole => ({
    ...{ name, kind, x: round(x), y: round(y) },
    diameter: file.diameters[kind],
  });
  const screwHoles = [-1, 1].flatMap((right) =>
    [-1, 1].map((down) =>
      hole(`screw ${right < 0 ? 'left' : 'right'} ${down < 0 ? 'above' : 'below'}`, 'screw', [
        centre[0] + screwsOffset[0] + (right * screws[0]) / 2,
        centre[1] + screwsOffset[1] + (down * screws[1]) / 2,
      ]),
    ),
  );
  return {
    panel: file.panel,
    width: Math.floor((file.hp * NORM.hp - NORM.gap) * 10 + 1e-6) / 10,
    height: NORM.height,
    holes: [
      ...mountingPlaces(file.hp).map(([name, at]) => hole(name, 'mounting', at)),
      ...Object.entries(file.jacks).map(([name, at]) => hole(name, 'jack', at)),
      hole('knob', 'knob', file.knob),
      ...screwHoles,
    ],
    window: [centre[0] - window[0] / 2, centre[1] - window[1] / 2, window[0], window[1]],
    clearance: file.clearance,
  };
}

/** Mounting holes by the norm: two on the left, and on the right (HP - 3) · 5.08 mm further from 10 HP on. */
function mountingPlaces(hp: number): (readonly [string, readonly [number, number]])[] {
  const left = NORM.firstHole;
  const columns = hp < 10 ? [left] : [left, left + (hp - NORM.holePitch) * NORM.hp];
  return columns.flatMap((x, n) =>
    [NORM.edge, NORM.height - NORM.edge].map(
      (y) => [`mounting ${n === 0 ? 'left' : 'right'} ${y < 10 ? 'above' : 'below'}`, [x, y]] as const,
    ),
  );
}

/** Faults of a faceplate: parts that the panel has and it has not, parts that overlap, leave it or lie on the rails. */
export function checkFaceplate(
  { holes, width, height, clearance, ...faceplate }: Faceplate,
  panel: PanelWiring,
): string[] {
  const wanted = [
    ...(panel.cv?.jacks ?? []).map((_, n) => `cv${n + 1}`),
    ...(panel.gates?.jacks ?? []).map(({ name }) => name),
    'audio',
    ...(panel.knob === undefined ? [] : ['knob']),
  ];
  const has = holes.filter(({ kind }) => kind === 'jack' || kind === 'knob').map(({ name }) => name);
  const space = ({ kind, diameter }: Hole): number => (kind === 'jack' || kind === 'knob' ? clearance[kind] : diameter);
  const crowded = holes.flatMap((one, n) =>
    holes
      .slice(n + 1)
      .filter((other) => Math.hypot(one.x - other.x, one.y - other.y) < (space(one) + space(other)) / 2)
      .map((other) => `${one.name} and ${other.name} overlap`),
  );
  const [left, top, across, down] = faceplate.window;
  const covered = holes
    .filter(({ x, y }) => x > left && x < left + across && y > top && y < top + down)
    .map(({ name }) => `${name} lies in the display's window`);
  const outside = holes
    .filter((hole) => hole.kind !== 'mounting')
    .filter((hole) => {
      const half = space(hole) / 2;
      return hole.x < half || hole.x > width - half || hole.y < RAIL + half || hole.y > height - RAIL - half;
    })
    .map(({ name }) => `${name} leaves the faceplate or lies on a rail`);
  return [
    ...(faceplate.panel === panel.id ? [] : [`it is of the panel ${faceplate.panel}, not of ${panel.id}`]),
    ...wanted.filter((name) => !has.includes(name)).map((name) => `it has no hole for ${name}`),
    ...has.filter((name) => !wanted.includes(name)).map((name) => `it has a hole for ${name}, which the panel lacks`),
    ...[...crowded, ...covered, ...outside],
  ].map((fault) => `${FILE}: ${fault}`);
}

function round(millimetres: number): number {
  return Math.round(millimetres * 1000) / 1000;
}
