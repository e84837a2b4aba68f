import { NeurorackError } from '../../src/contracts/errors.ts';

/** A pad of a package, mm from its middle, y downwards; a round one through the board has a drill. */
export interface Pad {
  /** Empty: a lug without a connection. */
  readonly number: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly drill?: number;
}

/** Pads and the space of a part on a board, mm. */
export interface Package {
  readonly name: string;
  readonly pads: readonly Pad[];
  /** Left, top, right, bottom of the space that no other part enters. */
  readonly courtyard: readonly [number, number, number, number];
}

/** Two pads beside each other, 1 on the left. */
function chip(name: string, at: number, [width, height]: Size, [halfWidth, halfHeight]: Size): Package {
  const pad = (number: string, x: number): Pad => ({ number, x, y: 0, width, height });
  return { name, pads: [pad('1', -at), pad('2', at)], courtyard: symmetric(halfWidth, halfHeight) };
}

type Size = readonly [number, number];

/** Two columns of pads, counted down on the left and up on the right, as chips have them. */
function twoColumns(
  name: string,
  count: number,
  pitch: number,
  at: number,
  [width, height]: Size,
  space: Size,
): Package {
  const rows = count / 2;
  const pads = Array.from({ length: count }, (_, n): Pad => {
    const row = n < rows ? n : count - 1 - n;
    const x = n < rows ? -at : at;
    return { number: String(n + 1), x, y: (row - (rows - 1) / 2) * pitch, width, height };
  });
  return { name, pads, courtyard: symmetric(...space) };
}

/** Pins of a header on a grid of 2.54 mm, counted row by row: odd ones on the left. */
function header(name: string, columns: number, rows: number, [halfWidth, halfHeight]: Size): Package {
  const pads = Array.from({ length: columns * rows }, (_, n): Pad => {
    const [column, row] = [n % columns, Math.floor(n / columns)];
    const [x, y] = [(column - (columns - 1) / 2) * 2.54, (row - (rows - 1) / 2) * 2.54];
    return { number: String(n + 1), x, y, width: 1.7, height: 1.7, drill: 1 };
  });
  return { name, pads, courtyard: symmetric(halfWidth, halfHeight) };
}

function round(number: string, x: number, y: number, diameter: number, drill: number): Pad {
  return { number, x, y, width: diameter, height: diameter, drill };
}

function symmetric(halfWidth: number, halfHeight: number): Package['courtyard'] {
  return [-halfWidth, -halfHeight, halfWidth, halfHeight];
}

/**
 * Packages of the part list, drawn for this project. Dimensions of chips and jacks agree with those of KiCad's footprint library
 * (github.com/KiCad/kicad-footprints, 2020): measure the parts that you have.
 */
const PACKAGES: readonly Package[] = [
  chip('R0805', 0.9375, [1, 1.4], [1.7, 0.95]),
  chip('R1206', 1.5, [1.15, 1.8], [2.3, 1.15]),
  chip('R1812', 2.125, [1.25, 3.4], [3, 1.95]),
  chip('R2920', 3.25, [1.9, 5.3], [4.45, 2.9]),
  chip('SOD-123', 1.625, [0.9, 1.2], [2.35, 1.15]),
  chip('SMB', 2.125, [2.5, 2.3], [3.65, 2.25]),
  chip('CP8x10', 3.25, [3.5, 2.5], [5.3, 4.4]),
  chip('SRN8040', 2.875, [2.8, 6.6], [4.5, 4.25]),
  twoColumns('SO-8', 8, 1.27, 2.475, [1.95, 0.6], [3.7, 2.7]),
  twoColumns('SO-14', 14, 1.27, 2.475, [1.95, 0.6], [3.7, 4.6]),
  twoColumns('TSSOP-20', 20, 0.65, 2.8625, [1.475, 0.4], [3.85, 3.5]),
  twoColumns('VSSOP-10', 10, 0.5, 2.2, [1.4, 0.3], [3.15, 1.85]),
  twoColumns('SOT-363', 6, 0.65, 0.95, [0.65, 0.4], [1.6, 1.4]),
  {
    name: 'SOT-23',
    pads: [
      { number: '1', x: -1, y: -0.95, width: 0.9, height: 0.8 },
      { number: '2', x: -1, y: 0.95, width: 0.9, height: 0.8 },
      { number: '3', x: 1, y: 0, width: 0.9, height: 0.8 },
    ],
    courtyard: symmetric(1.7, 1.75),
  },
  {
    name: 'SOT-23-5',
    pads: [-0.95, 0, 0.95]
      .map((y, n): Pad => ({ number: String(n + 1), x: -1.1375, y, width: 1.325, height: 0.6 }))
      .concat(
        { number: '4', x: 1.1375, y: 0.95, width: 1.325, height: 0.6 },
        { number: '5', x: 1.1375, y: -0.95, width: 1.325, height: 0.6 },
      ),
    courtyard: symmetric(2.05, 1.7),
  },
  {
    name: 'TO-252', // the tab is pin 2
    pads: [
      { number: '1', x: -4.2, y: -2.28, width: 2.2, height: 1.2 },
      { number: '2', x: 2.1, y: 0, width: 6.4, height: 5.8 },
      { number: '3', x: -4.2, y: 2.28, width: 2.2, height: 1.2 },
    ],
    courtyard: symmetric(5.55, 3.5),
  },
  header('box-2x5', 2, 5, [4.7, 10.4]),
  header('pins-2x20', 2, 20, [2.9, 25.9]),
  header('pins-2x10', 2, 10, [2.9, 13.2]),
  header('pins-1x4', 4, 1, [5.6, 1.6]),
  {
    name: 'terminal-2',
    pads: [round('1', -2.54, 0, 2.6, 1.3), round('2', 2.54, 0, 2.6, 1.3)],
    courtyard: symmetric(5.4, 4.2),
  },
  {
    name: 'converter-22x14', // wires or pins at the right edge: modules differ
    pads: [round('1', 9.7, -5.08, 2.4, 1.3), round('2', 9.7, 0, 2.4, 1.3), round('3', 9.7, 5.08, 2.4, 1.3)],
    courtyard: symmetric(11.2, 7.2),
  },
  {
    name: 'PJ398SM', // its middle is that of the hole in the faceplate: sleeve, tip, switch
    pads: [round('1', 0, -6.48, 2.13, 1.3), round('2', 0, 4.92, 2.13, 1.42), round('3', 0, -3.38, 2.13, 1.42)],
    courtyard: [-5, -7.9, 5, 6.5],
  },
  {
    name: 'PEC11R', // A, C, B, two contacts of the push, two lugs
    pads: [
      ...[round('1', -2.5, 7.5, 2, 1), round('2', 0, 7.5, 2, 1), round('3', 2.5, 7.5, 2, 1)],
      ...[round('4', -2.5, -7, 2, 1), round('5', 2.5, -7, 2, 1)],
      ...[round('', -5.6, 0, 3.2, 2.4), round('', 5.6, 0, 3.2, 2.4)],
    ],
    courtyard: [-7.5, -8.5, 7.5, 9],
  },
  { name: 'pad-1.5', pads: [{ number: '1', x: 0, y: 0, width: 1.5, height: 1.5 }], courtyard: symmetric(1, 1) },
];

/**
 * The package of a name.
 *
 * @throws NeurorackError 'bad-config' naming the ones there are
 */
export function packageOf(name: string): Package {
  const found = PACKAGES.find((one) => one.name === name);
  if (found !== undefined) return found;
  const remedy = `name one of ${PACKAGES.map((one) => one.name).join(', ')}`;
  throw new NeurorackError('bad-config', `hardware/parts.yaml: no package '${name}'`, { remedy });
}
