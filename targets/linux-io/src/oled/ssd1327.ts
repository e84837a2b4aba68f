import type { Display } from '@neurorack/contracts/display';
import { createOled, type OledChip, type OledOptions } from './oled.ts';
import { packNibbles } from './span.ts';

/** Solomon Systech SSD1327 rev 1.3, chapter 9: 128 × 128 in 16 greys, two pixels a byte. */
const chip: OledChip = {
  name: 'SSD1327',
  depth: 4,
  rowBytes: (width) => width / 2,
  pack: packNibbles,
  start: (_, height) => [
    ...[0xfd, 0x12], // commands unlocked
    ...[0xa0, 0x51], // column and row remap, rows split odd and even: modules are mounted upside down; the left pixel in the high nibble
    ...[0xa1, 0x00], // first row at the top
    ...[0xa2, 0x00], // no vertical offset
    0xa4, // show the memory
    ...[0xa8, height - 1], // multiplex ratio
    ...[0xab, 0x01], // internal supply of the logic
    ...[0x81, 0x80], // contrast
    ...[0xb1, 0x51], // phase lengths
    ...[0xb3, 0x00], // clock
    ...[0xb6, 0x0f], // second pre-charge
    0xb9, // greys in equal steps
    ...[0xbc, 0x08], // pre-charge voltage
    ...[0xbe, 0x07], // VCOMH level
    ...[0xd5, 0x62], // second pre-charge on
  ],
  moveTo: ({ page, first, last }) => [0x15, first, last, 0x75, page, page],
};

/** A display with an SSD1327: 1.5-inch modules of 128 × 128 greys. */
export function createSsd1327(options: OledOptions): Display {
  return createOled(chip, { ...options, width: 128, height: 128 });
}
