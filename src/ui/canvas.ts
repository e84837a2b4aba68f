import type { Font } from './fonts/font.ts';

/** Size of a display in pixels, and its bits a pixel. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 4 | 8;
}

/** The display of the built panel. */
export const SMALL_SCREEN: Screen = { width: 128, height: 64, depth: 1 };

/** Share of white for lines and secondary text on a display with greys. */
const DIM = 0.4;

/** A frame to draw on: one byte a pixel, row by row. Drawing outside of it is clipped. */
export interface Canvas extends Screen {
  readonly pixels: Uint8Array;
  /** The brightest level, 2^depth - 1. */
  readonly white: number;
  /** Level for secondary elements; white on a display without greys. */
  readonly dim: number;
  fill(x: number, y: number, width: number, height: number, level?: number): void;
  /** Draws a line of text with its top left at (x, y); a character that the font lacks is drawn as '?'. */
  text(x: number, y: number, text: string, level?: number): void;
  /** Inverts an area. */
  invert(x: number, y: number, width: number, height: number): void;
}

export function createCanvas({ width, height, depth, font }: Screen & { readonly font: Font }): Canvas {
  const pixels = new Uint8Array(width * height);
  const white = 2 ** depth - 1;
  const each = (x: number, y: number, w: number, h: number, draw: (at: number) => void): void => {
    for (let row = Math.max(y, 0); row < Math.min(y + h, height); row++) {
      for (let column = Math.max(x, 0); column < Math.min(x + w, width); column++) draw(row * width + column);
    }
  };
  return {
    width,
    height,
    depth,
    pixels,
    white,
    dim: depth === 1 ? white : Math.round(DIM * white),
    fill: (x, y, w, h, level = white) =>
      each(Math.round(x), Math.round(y), Math.round(w), Math.round(h), (at) => {
        pixels[at] = level;
      }),
    invert: (x, y, w, h) =>
      each(x, y, w, h, (at) => {
        pixels[at] = white - pixels[at];
      }),
    text: (x, y, text, level = white) => {
      [...text].forEach((character, n) => {
        const found = font.glyphs.indexOf(character);
        const glyph = found < 0 ? font.glyphs.indexOf('?') : found;
        for (let row = 0; row < font.height; row++) {
          const bits = font.rows[glyph * font.height + row];
          for (let column = 0; column < font.width; column++) {
            const [px, py] = [x + n * font.width + column, y + row];
            if (bits & (0x80 >> column) && px >= 0 && px < width && py >= 0 && py < height) {
              pixels[py * width + px] = level;
            }
          }
        }
      });
    },
  };
}
