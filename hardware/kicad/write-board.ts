import type { Board, PlacedPad, PlacedPart } from './board.ts';
import type { Package, Pad } from './packages.ts';
import { RULES, SIDES, type Track } from './route/copper.ts';
import { type SilkText, silkTexts, TEXT } from './silk.ts';
import { PROJECT, uuid } from './uuid.ts';

/** Format of KiCad 8, which newer ones convert. */
const VERSION = 20240108;
const LAYERS = [
  '(32 "B.Adhes" user "B.Adhesive") (33 "F.Adhes" user "F.Adhesive") (34 "B.Paste" user) (35 "F.Paste" user)',
  '(36 "B.SilkS" user "B.Silkscreen") (37 "F.SilkS" user "F.Silkscreen") (38 "B.Mask" user) (39 "F.Mask" user)',
  '(44 "Edge.Cuts" user) (45 "Margin" user) (46 "B.CrtYd" user "B.Courtyard") (47 "F.CrtYd" user "F.Courtyard")',
  '(48 "B.Fab" user) (49 "F.Fab" user)',
];

/** A KiCad board with its parts, tracks and planes; planes are filled by KiCad. Equal boards give equal files. */
export function kicadBoard(board: Board, tracks: readonly Track[]): string {
  const nets = ['', ...netsOf(board)];
  const number = (net: string): number => nets.indexOf(net);
  const inner = board.layers === 4 ? '(1 "In1.Cu" power) (2 "In2.Cu" power)' : '';
  const project = `${PROJECT}-${board.name}`;
  return [
    `(kicad_pcb (version ${VERSION}) (generator "neurorack") (generator_version "8.0")`,
    '(general (thickness 1.6) (legacy_teardrops no)) (paper "A4")',
    `(title_block (title "neurorack, ${board.name} board") (comment 1 "Never fabricated"))`,
    `(layers (0 "F.Cu" signal) ${inner} (31 "B.Cu" signal)\n${LAYERS.join('\n')})`,
    '(setup (pad_to_mask_clearance 0) (allow_soldermask_bridges_in_footprints yes))',
    ...nets.map((net, n) => `(net ${n} "${net}")`),
    ...board.parts.map((part) => footprint(part, project, number)),
    ...board.holes.map(([x, y, diameter], n) => holeFootprint(diameter, { x, y, n: n + 1 })),
    outline(board),
    text(board),
    ...silkTexts(board).map((one, n) => silk(one, `${board.name} ${n}`)),
    ...tracks.map((track, n) => copper(track, n, number)),
    ...zones(board, number),
    ')\n',
  ].join('\n');
}

/** Nets of a board, and one for each open pin, by the name that KiCad gives it. */
function netsOf({ nets, parts }: Board): string[] {
  const open = parts.flatMap(({ part, pads }) =>
    pads.flatMap((pad) => (pad.net === undefined && pad.number !== '' ? [openNet(part.ref, pad)] : [])),
  );
  return [...nets, ...open];
}

function openNet(ref: string, { pin, number }: PlacedPad): string {
  return `unconnected-(${ref}-${pin === number ? `Pad${number}` : `${pin}-Pad${number}`})`;
}

/** A footprint of the project's library. */
export function libraryFootprint(shape: Package): string {
  return [
    `(footprint "${shape.name}" (version ${VERSION}) (generator "neurorack") (generator_version "8.0") (layer "F.Cu")`,
    ...drawing(shape, '', 0),
    ...shape.pads.map((pad) => padText(pad, 0, '')),
    ')\n',
  ].join('\n');
}

function footprint(
  { part, package: shape, x, y, angle, pads }: PlacedPart,
  project: string,
  number: (net: string) => number,
): string {
  const at = `(at ${mm(x)} ${mm(y)}${angle === 0 ? '' : ` ${angle}`})`;
  const lines = pads.map((pad, n) => {
    const net = pad.number === '' ? undefined : (pad.net ?? openNet(part.ref, pad));
    const tail = net === undefined ? '' : ` (net ${number(net)} "${net}")`;
    return padText(shape.pads[n], angle, `${tail} (uuid "${uuid(`pad ${part.ref}.${n}`)}")`);
  });
  return [
    `(footprint "${PROJECT}:${shape.name}" (layer "F.Cu") (uuid "${uuid(`footprint ${part.ref}`)}") ${at}`,
    ...drawing(shape, part.ref, angle, part.value),
    `(path "/${uuid(part.ref)}") (sheetname "/") (sheetfile "${project}.kicad_sch")`,
    ...lines,
    ')',
  ].join('\n');
}

/** Texts, courtyard, body and the mark of pin 1 of a footprint. */
function drawing(shape: Package, ref: string, angle: number, value = shape.name): string[] {
  const [left, top, right, bottom] = shape.courtyard;
  const id = (what: string): string => `(uuid "${uuid(`${what} ${shape.name} ${ref}`)}")`;
  const effects = '(effects (font (size 0.8 0.8) (thickness 0.12)))';
  const property = (name: string, content: string, y: number, isHidden: boolean): string =>
    `(property "${name}" "${content}" (at 0 ${mm(y)} ${angle}) (layer "F.Fab")${isHidden ? ' (hide yes)' : ''} ${id(name)} ${effects})`;
  const box = (layer: string, inset: number, width: number): string =>
    `(fp_rect (start ${mm(left + inset)} ${mm(top + inset)}) (end ${mm(right - inset)} ${mm(bottom - inset)}) (stroke (width ${width}) (type default)) (fill none) (layer "${layer}") ${id(layer)})`;
  const [one] = shape.pads;
  const isThrough = shape.pads.some(({ drill }) => drill !== undefined);
  return [
    property('Reference', ref === '' ? 'REF**' : ref, 0, false),
    property('Value', value, 1, true),
    `(attr ${isThrough ? 'through_hole' : 'smd'})`,
    box('F.CrtYd', 0, 0.05),
    box('F.Fab', 0.25, 0.1),
    ...pinOne(shape, id('dot')),
    `(fp_circle (center ${mm(one.x)} ${mm(one.y)}) (end ${mm(one.x + 0.25)} ${mm(one.y)}) (stroke (width 0.1) (type default)) (fill none) (layer "F.Fab") ${id('pin 1')})`,
  ];
}

/** A dot of print beside pin 1 of a package that can be turned round. */
function pinOne({ name, pads: [one, ...others] }: Package, id: string): string[] {
  const isSymmetric = /^R\d|^SRN|^pad/.test(name) || others.length === 0;
  if (isSymmetric || one.drill !== undefined) return [];
  const [x, y] = [one.x - one.width / 2 - 0.35, one.y];
  return [
    `(fp_circle (center ${mm(x)} ${mm(y)}) (end ${mm(x + 0.1)} ${mm(y)}) (stroke (width 0.1) (type default)) (fill solid) (layer "F.SilkS") ${id})`,
  ];
}

function padText({ number, x, y, width, height, drill }: Pad, angle: number, tail: string): string {
  const at = `(at ${mm(x)} ${mm(y)}${angle === 0 ? '' : ` ${angle}`}) (size ${width} ${height})`;
  if (drill === undefined)
    return `(pad "${number}" smd roundrect ${at} (layers "F.Cu" "F.Paste" "F.Mask") (roundrect_rratio 0.2)${tail})`;
  return `(pad "${number}" thru_hole circle ${at} (drill ${drill}) (layers "*.Cu" "*.Mask") (remove_unused_layers no)${tail})`;
}

/** A hole without copper, as a footprint of the library, or at a place. */
export function holeFootprint(diameter: number, place?: { x: number; y: number; n: number }): string {
  const id = (what: string): string => `(uuid "${uuid(`hole ${what} ${diameter} ${place?.x} ${place?.y}`)}")`;
  const effects = '(effects (font (size 0.8 0.8) (thickness 0.12)))';
  const head =
    place === undefined
      ? `(footprint "hole-${diameter}" (version ${VERSION}) (generator "neurorack") (generator_version "8.0") (layer "F.Cu")`
      : `(footprint "${PROJECT}:hole-${diameter}" (layer "F.Cu") ${id('footprint')} (at ${mm(place.x)} ${mm(place.y)})`;
  return [
    head,
    `(property "Reference" "${place === undefined ? 'REF**' : `H${place.n}`}" (at 0 0 0) (layer "F.Fab") ${id('reference')} ${effects})`,
    `(property "Value" "hole" (at 0 1 0) (layer "F.Fab") (hide yes) ${id('value')} ${effects})`,
    '(attr board_only exclude_from_pos_files exclude_from_bom)',
    `(pad "" np_thru_hole circle (at 0 0) (size ${diameter} ${diameter}) (drill ${diameter}) (layers "*.Cu" "*.Mask") ${id('pad')}))\n`,
  ].join('\n');
}

function outline({ outline: [left, top, right, bottom], name }: Board): string {
  return `(gr_rect (start ${mm(left)} ${mm(top)}) (end ${mm(right)} ${mm(bottom)}) (stroke (width 0.1) (type default)) (fill none) (layer "Edge.Cuts") (uuid "${uuid(`edge ${name}`)}"))`;
}

function text({ outline: [left, , right, bottom], name }: Board): string {
  return `(gr_text "neurorack ${name}: never fabricated" (at ${mm((left + right) / 2)} ${mm(bottom - 1.6)}) (layer "F.SilkS") (uuid "${uuid(`text ${name}`)}") (effects (font (size 1 1) (thickness 0.15))))`;
}

function silk({ text: words, x, y, side }: SilkText, key: string): string {
  const { height, thickness } = TEXT;
  const mirror = side === 'B' ? ' (justify mirror)' : '';
  return `(gr_text "${words}" (at ${mm(x)} ${mm(y)}) (layer "${side}.SilkS") (uuid "${uuid(`silk ${key}`)}") (effects (font (size ${height} ${height}) (thickness ${thickness}))${mirror}))`;
}

function copper(track: Track, n: number, number: (net: string) => number): string {
  const tail = `(net ${number(track.net)}) (uuid "${uuid(`copper ${track.net} ${n}`)}")`;
  if (track.layer === 'via')
    return `(via (at ${mm(track.x)} ${mm(track.y)}) (size ${RULES.via}) (drill ${RULES.viaDrill}) (layers "F.Cu" "B.Cu") ${tail})`;
  return `(segment (start ${mm(track.x)} ${mm(track.y)}) (end ${mm(track.toX)} ${mm(track.toY)}) (width ${mm(2 * track.radius)}) (layer "${SIDES[track.layer]}") ${tail})`;
}

/** Planes over the whole board, and areas above them in rank. */
function zones({ outline: edge, layers, planes, areas, name }: Board, number: (net: string) => number): string[] {
  const [left, top, right, bottom] = edge;
  const inset = [left + 0.5, top + 0.5, right - 0.5, bottom - 0.5] as const;
  const all = layers === 4 ? ['F', 'In1', 'In2', 'B'] : ['F', 'B'];
  const wide = planes.flatMap((net) => all.map((layer) => ({ net, layer, at: inset, rank: 0 })));
  const narrow = areas.flatMap(({ net, layers: on, at }, n) =>
    on.map((layer) => ({ net, layer, at, rank: areas.length - n })),
  );
  return [...wide, ...narrow].map(({ net, layer, at: [x, y, toX, toY], rank }, n) => {
    const corners = [
      [x, y],
      [toX, y],
      [toX, toY],
      [x, toY],
    ].map(([cornerX, cornerY]) => `(xy ${mm(cornerX)} ${mm(cornerY)})`);
    return [
      `(zone (net ${number(net)}) (net_name "${net}") (layer "${layer}.Cu") (uuid "${uuid(`zone ${name} ${n}`)}") (hatch edge 0.5) (priority ${rank})`,
      `(connect_pads${rank === 0 ? '' : ' yes'} (clearance 0.2)) (min_thickness 0.2) (filled_areas_thickness no)`,
      '(fill yes (thermal_gap 0.25) (thermal_bridge_width 0.4) (island_removal_mode 0))',
      `(polygon (pts ${corners.join(' ')})))`,
    ].join('\n');
  });
}

/** At most four decimals. */
function mm(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
