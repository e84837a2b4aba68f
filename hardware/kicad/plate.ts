import { labelsOf } from '../faceplate/draw.ts';
import type { Faceplate } from '../faceplate/faceplate.ts';
import { PROJECT, uuid } from './uuid.ts';
import { holeFootprint } from './write-board.ts';

/** The faceplate as a KiCad board without copper, for a fab that makes plates of FR4 or aluminium: outline, window, holes, print. */
export function kicadPlate(faceplate: Faceplate): string {
  const { width, height, holes, window } = faceplate;
  const [left, top, across, down] = window;
  const edge = (name: string, x: number, y: number, toX: number, toY: number): string =>
    `(gr_rect (start ${x} ${y}) (end ${toX} ${toY}) (stroke (width 0.1) (type default)) (fill none) (layer "Edge.Cuts") (uuid "${uuid(`plate ${name}`)}"))`;
  const texts = [...labelsOf(faceplate), { text: 'never fabricated', x: width / 2, y: 121, size: 1.5 }];
  return [
    '(kicad_pcb (version 20240108) (generator "neurorack") (generator_version "8.0")',
    '(general (thickness 1.6) (legacy_teardrops no)) (paper "A4")',
    `(title_block (title "${PROJECT}, faceplate") (comment 1 "Never fabricated"))`,
    '(layers (0 "F.Cu" signal) (31 "B.Cu" signal) (37 "F.SilkS" user "F.Silkscreen") (38 "B.Mask" user) (39 "F.Mask" user)',
    '(44 "Edge.Cuts" user) (47 "F.CrtYd" user "F.Courtyard") (49 "F.Fab" user))',
    '(setup (pad_to_mask_clearance 0)) (net 0 "")',
    ...holes.map(({ x, y, diameter }, n) => holeFootprint(diameter, { x, y, n: n + 1 })),
    edge('outline', 0, 0, width, height),
    edge('window', left, top, left + across, top + down),
    ...texts.map(
      ({ text, x, y, size }, n) =>
        `(gr_text "${text}" (at ${x} ${y}) (layer "F.SilkS") (uuid "${uuid(`plate text ${n}`)}") (effects (font (size ${size} ${size}) (thickness ${size / 7}))))`,
    ),
    ')\n',
  ].join('\n');
}
