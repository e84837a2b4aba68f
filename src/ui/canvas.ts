import type { Font } from './fonts/font.ts';

/** A frame to draw on: one byte a pixel, 0 or 1, row by row. What lies outside is cut off. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  fill(x: number, y: number, width: number, height: number, on?: boolean): void;
  /** A line of text, its top left at (x, y); a character that the font lacks is drawn as '?'. */
  text(x: number, y: number, text: string): void;
  /** Turns every pixel of an area over. */
  invert(x: number, y: number, width: number, height: number): void;
}

export function createCanvas({ width, height, font }: { width: number; height: number; font: Font }): Canvas {
  const pixels = new Uint8Array(width * height);
  const each = (x: number, y: number, w: number, h: number, draw: (at: number) => void): void => {
    for (let row = Math.max(y, 0); row < Math.min(y + h, height); row++) {
      for (let column = Math.max(x, 0); column < Math.min(x + w, width); column++) draw(row * width + column);
    }
  };
  return {
    width,
    height,
    pixels,
    fill: (x, y, w, h, on = true) =>
      each(Math.round(x), Math.round(y), Math.round(w), Math.round(h), (at) => {
        pixels[at] = on ? 1 : 0;
      }),
    invert: (x, y, w, h) =>
      each(x, y, w, h, (at) => {
        pixels[at] ^= 1;
      }),
    text: (x, y, text) => {
      [...text].forEach((character, n) => {
        const found = font.glyphs.indexOf(character);
        const glyph = found < 0 ? font.glyphs.indexOf('?') : found;
        for (let row = 0; row < font.height; row++) {
          const bits = font.rows[glyph * font.height + row];
          for (let column = 0; column < font.width; column++) {
            const [px, py] = [x + n * font.width + column, y + row];
            if (bits & (0x80 >> column) && px >= 0 && px < width && py >= 0 && py < height) pixels[py * width + px] = 1;
          }
        }
      });
    },
  };
}
