import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawScreensaver } from '../../src/ui/pages/screensaver.ts';
import { EVERY_PAGE } from './every-page.ts';

const FOLDER = join(import.meta.dirname, '../golden/ui');

/** Pictures written by UPDATE_GOLDEN=1 npx vitest run test/ui/golden-pages.test.ts, then checked by eye. */
describe('a page of the display', () => {
  it.each(Object.entries(EVERY_PAGE))('%s equals its golden picture in every pixel', (name, { screen, frame }) => {
    const { width, height } = screen;
    // The greys of the display over the range of a PNG.
    const white = 255 / (2 ** screen.depth - 1);
    const path = join(FOLDER, `${name}.png`);
    if (process.env.UPDATE_GOLDEN === '1') {
      const png = new PNG({ width, height });
      for (const [n, pixel] of frame.entries()) png.data.set([...Array(3).fill(pixel * white), 255], 4 * n);
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, PNG.sync.write(png));
    }
    const golden = PNG.sync.read(readFileSync(path));
    expect([golden.width, golden.height]).toEqual([width, height]);
    const differing = frame.reduce((sum, pixel, n) => sum + (pixel * white === golden.data[4 * n] ? 0 : 1), 0);
    expect(differing).toBe(0);
  });
});

describe('the screensaver', () => {
  it('lights every part of the display within three hours, and no pixel for more than a tenth of the time', () => {
    const lit = new Float64Array(128 * 64);
    const frames = (3 * 3600) / 5;
    for (let n = 0; n < frames; n++) {
      for (const [at, pixel] of drawScreensaver(600 + 5 * n).entries()) lit[at] += pixel;
    }
    expect(Math.max(...lit) / frames).toBeLessThan(0.1);
    const rows = Array.from({ length: 64 }, (_, y) => lit.subarray(128 * y, 128 * (y + 1)).reduce((a, b) => a + b));
    expect(Math.min(...rows.slice(1, 62))).toBeGreaterThan(0);
  });
});
