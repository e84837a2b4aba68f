import type { Faceplate } from '../faceplate/faceplate.ts';
import type { Netlist } from '../netlist/read-netlist.ts';
import type { Board, BoardName } from './board.ts';
import { packageOf } from './packages.ts';
import { kicadPlate } from './plate.ts';
import { RULES } from './route/copper.ts';
import { kicadSchematic, symbolLibrary } from './schematic.ts';
import { PROJECT } from './uuid.ts';
import { holeFootprint, libraryFootprint } from './write-board.ts';

export const BOARD_NAMES: readonly BoardName[] = ['faceplate', 'base'];

/** Files of `hardware/kicad` by name, without the boards with tracks: schematics, projects, the faceplate, libraries of symbols and footprints. */
export function kicadFiles(
  netlist: Netlist,
  boards: readonly Board[],
  faceplate: Faceplate,
): ReadonlyMap<string, string> {
  const packages = new Set([...netlist.parts.values()].map((part) => part.package));
  const holes = new Set([
    ...boards.flatMap((board) => board.holes.map(([, , diameter]) => diameter)),
    ...faceplate.holes.map(({ diameter }) => diameter),
  ]);
  return new Map([
    ...BOARD_NAMES.flatMap((board) => [
      [`${PROJECT}-${board}.kicad_sch`, kicadSchematic(netlist, board)] as const,
      [`${PROJECT}-${board}.kicad_pro`, project(`${PROJECT}-${board}`)] as const,
    ]),
    [`${PROJECT}-plate.kicad_pcb`, kicadPlate(faceplate)],
    [`${PROJECT}-plate.kicad_pro`, project(`${PROJECT}-plate`)],
    [`${PROJECT}.kicad_sym`, symbolLibrary(netlist)],
    ...[...packages].map((name) => [`${PROJECT}.pretty/${name}.kicad_mod`, libraryFootprint(packageOf(name))] as const),
    ...[...holes].map((hole) => [`${PROJECT}.pretty/hole-${hole}.kicad_mod`, holeFootprint(hole)] as const),
    ['fp-lib-table', table('fp_lib_table', 'pretty')],
    ['sym-lib-table', table('sym_lib_table', 'kicad_sym')],
  ]);
}

function table(name: string, ending: string): string {
  const library = `(lib (name "${PROJECT}")(type "KiCad")(uri "\${KIPRJMOD}/${PROJECT}.${ending}")(options "")(descr "Never fabricated"))`;
  return `(${name}\n  (version 7)\n  ${library}\n)\n`;
}

/** A project in which differences between schematic and board are errors. */
function project(name: string): string {
  const parity = ['extra_footprint', 'footprint_symbol_mismatch', 'missing_footprint', 'net_conflict'];
  const { clearance, tolerance, width, via, viaDrill } = RULES;
  const smallest = clearance - tolerance;
  const rules = {
    ...{ min_clearance: smallest, min_track_width: width, min_via_diameter: via, min_through_hole_diameter: viaDrill },
    ...{ min_hole_to_hole: 0.25, min_hole_clearance: 0.2, min_copper_edge_clearance: 0.4, min_resolved_spokes: 1 },
  };
  const classes = [
    {
      name: 'Default',
      clearance: smallest,
      track_width: width,
      via_diameter: via,
      via_drill: viaDrill,
      priority: 2147483647,
    },
  ];
  const file = {
    board: {
      design_settings: { rule_severities: Object.fromEntries(parity.map((rule) => [rule, 'error'])), rules },
    },
    meta: { filename: `${name}.kicad_pro`, version: 3 },
    net_settings: { classes, meta: { version: 4 } },
    text_variables: { STATE: 'never fabricated' },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
