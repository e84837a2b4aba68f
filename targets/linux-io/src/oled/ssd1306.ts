import type { Display } from '@neurorack/contracts/display';
import { createOled, type OledChip, type OledOptions } from './oled.ts';
import { packPages } from './span.ts';

/** Solomon Systech SSD1306 rev 1.1, chapter 9 and the application note's start-up sequence. */
const chip: OledChip = {
  name: 'SSD1306',
  depth: 1,
  rowBytes: (width) => width,
  pack: packPages,
  start: (_, height) => [
    ...[0xd5, 0x80], // clock: divide ratio and frequency after reset
    ...[0xa8, height - 1], // multiplex ratio
    ...[0xd3, 0x00], // no vertical offset
    0x40, // first row at the top
    ...[0x8d, 0x14], // charge pump on: modules have no 7.5 V supply
    ...[0x20, 0x00], // horizontal addressing
    0xa1, // column 127 is segment 0: modules are mounted upside down
    0xc8, // rows from the last to the first, likewise
    ...[0xda, height === 32 ? 0x02 : 0x12], // row pins: alternative but for 32 rows
    ...[0x81, 0xcf], // contrast
    ...[0xd9, 0xf1], // pre-charge
    ...[0xdb, 0x40], // VCOMH level
    0x2e, // no scrolling
    0xa4, // show the memory
    0xa6, // a set bit is lit
  ],
  moveTo: ({ page, first, last }) => [0x21, first, last, 0x22, page, page],
};

/** A display with an SSD1306: most 0.96-inch modules. */
export function createSsd1306(options: OledOptions): Display {
  return createOled(chip, options);
}
