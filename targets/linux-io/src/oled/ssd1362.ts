import type { Display } from '@neurorack/contracts/display';
import { createOled, type OledChip, type OledOptions } from './oled.ts';
import { packNibbles } from './span.ts';

/** Solomon Systech SSD1362 rev 1.0, chapter 9: 256 × 64 in 16 greys, two pixels a byte. */
const chip: OledChip = {
  name: 'SSD1362',
  depth: 4,
  rowBytes: (width) => width / 2,
  pack: packNibbles,
  start: (_, height) => [
    ...[0xfd, 0x12], // commands unlocked
    ...[0x81, 0x7f], // contrast
    ...[0xa0, 0xc3], // column and nibble remap, rows split left and right: the left pixel in the high nibble
    ...[0xa1, 0x00], // first row at the top
    ...[0xa2, 0x00], // no vertical offset
    0xa4, // show the memory
    ...[0xa8, height - 1], // multiplex ratio
    ...[0xab, 0x01], // internal supply of the logic
    ...[0xad, 0x9e], // internal reference current
    ...[0xb1, 0x22], // phase lengths
    ...[0xb3, 0xa0], // clock
    ...[0xb6, 0x04], // second pre-charge
    0xb9, // greys in equal steps
    ...[0xbc, 0x10], // pre-charge voltage
    ...[0xbd, 0x01], // with the pre-charge capacitor
    ...[0xbe, 0x07], // VCOMH level
  ],
  moveTo: ({ page, first, last }) => [0x15, first, last, 0x75, page, page],
};

/** A display with an SSD1362: modules of 256 × 64 greys. */
export function createSsd1362(options: OledOptions): Display {
  return createOled(chip, { ...options, width: 256, height: 64 });
}
