import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { MENU_PAGES } from '../../src/ui/page.ts';
import { EVERY_PAGE } from '../ui/every-page.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const text = readFileSync(join(DOCS, 'manual.md'), 'utf8');
const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);

describe('docs/manual.md', () => {
  it('shows every page of the display', () => {
    for (const page of ['play', 'menu', ...MENU_PAGES]) expect(pictures).toContain(`pictures/oled/${page}.png`);
  });

  it('has all of its pictures, each below 400 KiB', () => {
    for (const path of pictures) {
      expect(existsSync(join(DOCS, path)), path).toBe(true);
      expect(statSync(join(DOCS, path)).size, path).toBeLessThan(400 * 1024);
    }
  });

  // Written by node build/draw-manual.js
  it.each(Object.entries(EVERY_PAGE))('shows the page %s as it is drawn now', (name, { screen, frame }) => {
    const picture = PNG.sync.read(readFileSync(join(DOCS, `pictures/oled/${name}.png`)));
    const scale = picture.width / screen.width;
    const white = 2 ** screen.depth - 1;
    let differing = 0;
    for (const [n, pixel] of frame.entries()) {
      const [x, y] = [scale * (n % screen.width), scale * Math.floor(n / screen.width)];
      // Blue goes from 12 to 255.
      const expected = Math.round(12 + (pixel / white) * 243);
      if (picture.data[4 * (y * picture.width + x) + 2] !== expected) differing++;
    }
    expect(differing).toBe(0);
  });
});
