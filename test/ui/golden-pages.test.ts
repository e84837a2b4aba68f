import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawPage } from '../../src/ui/draw-page.ts';
import { HOME, MENU_PAGES, type Ui } from '../../src/ui/page.ts';
import { drawPlayPage } from '../../src/ui/play-page.ts';
import { drawScreensaver } from '../../src/ui/screensaver.ts';
import { FACTS } from './some-facts.ts';

const FOLDER = join(import.meta.dirname, '../golden/ui');
const SMALL = { width: 128, height: 64 };
const sound = Array.from({ length: 1024 }, (_, n) => Math.sin(n / 20) * Math.exp(-n / 400));

const page = (ui: Partial<Ui>, size = SMALL, message?: string) => ({
  size,
  frame: drawPage({ ui: { ...HOME, ...ui }, facts: FACTS, message, sound, size }),
});

const FRAMES: Readonly<Record<string, { size: typeof SMALL; frame: Uint8Array }>> = {
  play: {
    size: SMALL,
    frame: drawPlayPage({
      setA: 'Boom',
      setB: 'Cowbell',
      model: 'impacts',
      field: 'setA',
      interpolate: 0.5,
      scrub: 0.2,
      sharpness: -0.4,
      variation: 0.1,
      level: 0.3,
      gates: [true, false],
      message: undefined,
    }),
  },
  menu: page({ page: 'menu', row: 4 }),
  ...Object.fromEntries(MENU_PAGES.map((name) => [name, page({ page: name })])),
  'cv-edited': page({ page: 'cv', row: 7, isEditing: true }),
  'shutdown-asked': page({ page: 'shutdown', row: 1, isAsking: true }),
  'system-message': page({ page: 'system' }, SMALL, 'the ADC does not answer'),
  'cv-128x128': page({ page: 'cv', row: 3 }, { width: 128, height: 128 }),
  'system-256x64': page({ page: 'system', row: 3 }, { width: 256, height: 64 }),
  screensaver: { size: SMALL, frame: drawScreensaver(605) },
};

/** Made by UPDATE_GOLDEN=1 npx vitest run test/ui/golden-pages.test.ts, and looked at. */
describe('a page of the display', () => {
  it.each(Object.entries(FRAMES))(
    '%s is pixel for pixel what was looked at and found good',
    (name, { size, frame }) => {
      const path = join(FOLDER, `${name}.png`);
      if (process.env.UPDATE_GOLDEN === '1') {
        const png = new PNG(size);
        for (const [n, pixel] of frame.entries()) png.data.set([...Array(3).fill(pixel * 255), 255], 4 * n);
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(path, PNG.sync.write(png));
      }
      const { width, height, data } = PNG.sync.read(readFileSync(path));
      expect([width, height]).toEqual([size.width, size.height]);
      const differing = frame.reduce((sum, pixel, n) => sum + (pixel * 255 === data[4 * n] ? 0 : 1), 0);
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
