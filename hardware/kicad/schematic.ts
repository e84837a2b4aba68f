import type { Netlist, Part } from '../netlist/read-netlist.ts';
import { netOf } from '../netlist/trace.ts';
import { type BoardName, netlistOf } from './board.ts';
import { PROJECT, uuid } from './uuid.ts';

/** Distances of a KiCad sheet, mm: pins lie on its grid of 1.27. */
const GRID = { pitch: 2.54, half: 10.16, pin: 2.54, column: 76.2, top: 30.48, left: 50.8, bottom: 560 } as const;
/** Sheet of 841 x 594 mm. */
const PAPER = 'A1';
/** Format of KiCad 7, which newer ones convert. */
const VERSION = 20230121;
const FONT = '(effects (font (size 1.27 1.27)))';

/** A pin of a symbol: its end, mm from the middle of the symbol, y upwards. */
interface SymbolPin {
  readonly name: string;
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/**
 * A KiCad schematic of one board with every part as a box and every net as global labels at its pins, on one sheet. Symbols are in the file, so it needs no library.
 * Equal netlists give equal files.
 */
export function kicadSchematic(whole: Netlist, board: BoardName): string {
  const netlist = netlistOf(whole, board);
  const parts = [...netlist.parts.values()];
  const kinds = new Map(parts.map((part) => [part.kind, part]));
  const root = uuid(`sheet ${board}`);
  return [
    `(kicad_sch (version ${VERSION}) (generator neurorack) (uuid ${root}) (paper "${PAPER}")`,
    `(title_block (title "neurorack, ${board} board") (comment 1 "Never fabricated"))`,
    `(lib_symbols\n${[...kinds.values()].map((part) => librarySymbol(part, `${PROJECT}:`)).join('\n')}\n)`,
    ...placesOf(parts).flatMap(({ part, x, y }) => [
      placedSymbol(part, x, y, { root, board }),
      ...labels(netlist, part, x, y),
    ]),
    '(sheet_instances (path "/" (page "1")))',
    ')\n',
  ].join('\n');
}

/** Middles of symbols on the sheet, in columns, in the order of the part list. */
function placesOf(parts: readonly Part[]): { part: Part; x: number; y: number }[] {
  let [x, y] = [GRID.left as number, GRID.top as number];
  return parts.map((part) => {
    const height = boxHeight(part);
    if (y + height > GRID.bottom) [x, y] = [x + GRID.column, GRID.top];
    // The middle lies on the grid, since a height is a whole number of pitches and the half of it of half pitches.
    const place = { part, x, y: y + Math.ceil(height / 2 / GRID.pitch) * GRID.pitch };
    y += (Math.ceil(height / GRID.pitch) + 3) * GRID.pitch;
    return place;
  });
}

/** Rows of pins: the first half on the left, the second on the right, downwards as on a chip of two rows. */
function symbolPins({ pins }: Part): SymbolPin[] {
  const all = [...pins].sort(([, one], [, two]) => one - two);
  const rows = Math.ceil(all.length / 2);
  return all.map(([name, number], n) => {
    const row = n < rows ? n : 2 * rows - 1 - n;
    const x = (n < rows ? -1 : 1) * (GRID.half + GRID.pin);
    return { name, number, x, y: (Math.floor(rows / 2) - row) * GRID.pitch };
  });
}

function boxHeight({ pins }: Part): number {
  return (Math.ceil(pins.size / 2) + 1) * GRID.pitch;
}

function librarySymbol(part: Part, library: string): string {
  const pins = symbolPins(part);
  const [top, bottom] = [Math.max(...pins.map(({ y }) => y)), Math.min(...pins.map(({ y }) => y))];
  const lines = pins.map(
    ({ name, number, x, y }) =>
      `(pin passive line (at ${mm(x)} ${mm(y)} ${x < 0 ? 0 : 180}) (length ${GRID.pin}) (name "${name}" ${FONT}) (number "${number}" ${FONT}))`,
  );
  const prefix = /^[A-Z]+/.exec(part.ref)?.[0] ?? 'X';
  const corners = `(start ${-GRID.half} ${mm(top + GRID.pitch)}) (end ${GRID.half} ${mm(bottom - GRID.pitch)})`;
  return [
    `(symbol "${library}${part.kind}" (in_bom yes) (on_board yes)`,
    property('Reference', prefix, 0, top + 2 * GRID.pitch),
    property('Value', part.kind, 0, bottom - 2 * GRID.pitch),
    property('Footprint', '', 0, 0, true),
    property('Datasheet', '', 0, 0, true),
    `(symbol "${part.kind}_0_1" (rectangle ${corners} (stroke (width 0.254) (type default)) (fill (type background))))`,
    `(symbol "${part.kind}_1_1"\n${lines.join('\n')}))`,
  ].join('\n');
}

function placedSymbol(part: Part, x: number, y: number, { root, board }: { root: string; board: BoardName }): string {
  const pins = symbolPins(part).map(({ number }) => `(pin "${number}" (uuid ${uuid(`${part.ref}.${number}`)}))`);
  const half = boxHeight(part) / 2;
  return [
    `(symbol (lib_id "${PROJECT}:${part.kind}") (at ${mm(x)} ${mm(y)} 0) (unit 1) (in_bom yes) (on_board yes) (dnp no) (uuid ${uuid(part.ref)})`,
    property('Reference', part.ref, x - 5.08, y - half - 1.27),
    property('Value', part.value, x + 5.08, y - half - 1.27),
    property('Footprint', `${PROJECT}:${part.package}`, x, y, true),
    property('Datasheet', '', x, y, true),
    property('MPN', part.mpn, x, y, true),
    property('Board', part.board, x, y, true),
    ...pins,
    `(instances (project "${PROJECT}-${board}" (path "/${root}" (reference "${part.ref}") (unit 1)))))`,
  ].join('\n');
}

/** A global label, or a cross of an open pin, at each pin's end: sheets count y downwards. */
function labels(netlist: Netlist, part: Part, x: number, y: number): string[] {
  return symbolPins(part).map((pin) => {
    const key = `${part.ref}.${pin.name}`;
    const net = netOf(netlist, key);
    const at = `${mm(x + pin.x)} ${mm(y - pin.y)}`;
    if (net === undefined) return `(no_connect (at ${at}) (uuid ${uuid(`open ${key}`)}))`;
    const [angle, side] = pin.x < 0 ? [180, 'right'] : [0, 'left'];
    const effects = `(effects (font (size 1.27 1.27)) (justify ${side}))`;
    return `(global_label "${net}" (shape passive) (at ${at} ${angle}) ${effects} (uuid ${uuid(`label ${key}`)}))`;
  });
}

function property(name: string, value: string, x: number, y: number, isHidden = false): string {
  const effects = `(effects (font (size 1.27 1.27))${isHidden ? ' hide' : ''})`;
  return `(property "${name}" "${value.replaceAll('"', "'")}" (at ${mm(x)} ${mm(y)} 0) ${effects})`;
}

/** At most two decimals: a multiple of 1.27 has no more. */
function mm(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The symbols of all kinds as a KiCad library. */
export function symbolLibrary(netlist: Netlist): string {
  const kinds = new Map([...netlist.parts.values()].map((part) => [part.kind, part]));
  const symbols = [...kinds.values()].map((part) => librarySymbol(part, ''));
  return `(kicad_symbol_lib (version 20220914) (generator neurorack)\n${symbols.join('\n')}\n)\n`;
}
