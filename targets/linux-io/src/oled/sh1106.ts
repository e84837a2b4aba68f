import type { Display } from '@neurorack/contracts/display';
import { createOled, type OledChip, type OledOptions } from './oled.ts';
import { packPages } from './span.ts';

/** The controller has 132 columns; 128-column modules show the third and following ones. */
const FIRST_COLUMN = 2;

/** Sino Wealth SH1106 V2.3, commands 1-19: no addressing modes, so every write sets page and column. */
const chip: OledChip = {
  name: 'SH1106',
  depth: 1,
  rowBytes: (width) => width,
  pack: packPages,
  start: (_, height) => [
    ...[0xd5, 0x80], // clock
    ...[0xa8, height - 1], // multiplex ratio
    ...[0xd3, 0x00], // no vertical offset
    0x40, // first row at the top
    ...[0xad, 0x8b], // built-in DC-DC converter on
    0xa1, // segments from right to left: modules are mounted upside down
    0xc8, // rows likewise
    ...[0xda, 0x12], // row pins: alternative
    ...[0x81, 0xcf], // contrast
    ...[0xd9, 0x22], // pre-charge
    ...[0xdb, 0x35], // VCOM level
    0xa4, // show the memory
    0xa6, // a set bit is lit
  ],
  moveTo: ({ page, first }) => {
    const column = first + FIRST_COLUMN;
    return [0xb0 + page, column & 0x0f, 0x10 | (column >> 4)];
  },
};

/** A display with an SH1106: most 1.3-inch modules. */
export function createSh1106(options: OledOptions): Display {
  return createOled(chip, options);
}
