import type { BoardConfig } from '@neurorack/contracts/board';
import { PNG } from 'pngjs';
import type { BusMessage } from '../test-bench/bus-log.ts';
import { createDisplay } from '../test-bench/chip-bus.ts';

/** A picture of the display, and the time from which it was shown. */
export interface Frame {
  readonly us: number;
  /** A byte a pixel, row by row. */
  readonly pixels: Uint8Array;
}

/** A display that is not written to for so long shows a whole frame, µs: between two pages it waits for a round of readings, 3 ms. */
const REST_US = 15_000;

/** Every frame that the display showed, by what went over the bus. */
export function readFilm(bus: readonly BusMessage[], { panel }: Pick<BoardConfig, 'panel'>): Frame[] {
  const wiring = panel?.display;
  if (wiring === undefined) return [];
  const display = createDisplay(wiring.controller);
  const frames: Frame[] = [];
  let lastUs = 0;
  const take = (): void => {
    const framebuffer = display.framebuffer();
    const before = frames.at(-1);
    if (before === undefined || before.pixels.some((pixel, n) => pixel !== framebuffer[n]))
      frames.push({ us: lastUs, pixels: framebuffer });
  };
  for (const { us, address, isRead, bytes, status } of bus) {
    if (address !== wiring.address || isRead || status < 0) continue;
    if (lastUs > 0 && us - lastUs > REST_US) take();
    display.write(bytes);
    lastUs = us;
  }
  if (lastUs > 0) take();
  return frames;
}

/** The last frame at a time; undefined before the first. */
export const frameAt = (film: readonly Frame[], us: number): Frame | undefined =>
  film.findLast((frame) => frame.us <= us);

const SCALE = 2;
const GAP = 8;
const LIT = [0xd8, 0xf2, 0xff];
const DARK = [0x06, 0x09, 0x0c];
const BACKGROUND = [0x2a, 0x2c, 0x30];

/** A film strip: `columns` frames a row, twice their size. */
export function drawStrip(frames: readonly Frame[], { width, columns }: { width: number; columns: number }): Buffer {
  const height = (frames[0]?.pixels.length ?? 0) / width;
  const [cellWidth, cellHeight] = [width * SCALE + GAP, height * SCALE + GAP];
  const png = new PNG({
    width: cellWidth * Math.min(columns, frames.length) + GAP,
    height: cellHeight * Math.ceil(frames.length / columns) + GAP,
  });
  const set = (x: number, y: number, [r, g, b]: readonly number[]): void =>
    void png.data.set([r, g, b, 255], 4 * (y * png.width + x));
  for (let y = 0; y < png.height; y++) for (let x = 0; x < png.width; x++) set(x, y, BACKGROUND);
  for (const [n, { pixels: framebuffer }] of frames.entries()) {
    const left = GAP + (n % columns) * cellWidth;
    const top = GAP + Math.floor(n / columns) * cellHeight;
    for (let y = 0; y < height * SCALE; y++) {
      for (let x = 0; x < width * SCALE; x++) {
        const at = Math.floor(y / SCALE) * width + Math.floor(x / SCALE);
        set(left + x, top + y, framebuffer[at] > 0 ? LIT : DARK);
      }
    }
  }
  return PNG.sync.write(png);
}
