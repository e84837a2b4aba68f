import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawScreensaver } from '../../src/ui/pages/screensaver.ts';
import { EVERY_PAGE } from './every-page.ts';

const FOLDER = join(import.meta.dirname, '../golden/ui');

/** Made by UPDATE_GOLDEN=1 npx vitest run test/ui/golden-pages.test.ts, and looked at. */
describe('a page of the display', () => {
  it.each(Object.entries(EVERY_PAGE))(
    '%s is pixel for pixel what was looked at and found good',
    (name, { screen, frame }) => {
      const { width, height } = screen;
      // Greys fill what a PNG has.
      const white = 255 / (2 ** screen.depth - 1);
      const path = join(FOLDER, `${name}.png`);
      if (process.env.UPDATE_GOLDEN === '1') {
        const png = new PNG({ width, height });
        for (const [n, pixel] of frame.entries()) png.data.set([...Array(3).fill(pixel * white), 255], 4 * n);
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(path, PNG.sync.write(png));
      }
      const kept = PNG.sync.read(readFileSync(path));
      expect([kept.width, kept.height]).toEqual([width, height]);
      const differing = frame.reduce((sum, pixel, n) => sum + (pixel * white === kept.data[4 * n] ? 0 : 1), 0);
      expect(differing).toBe(0);
    },
  );
});

describe('the screensaver', () => {
  it('lights every part of the display within three hours, and none for long', () => {
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
