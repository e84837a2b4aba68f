import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faceplateDrawing } from '../../hardware/faceplate/drawing.ts';
import { type Faceplate, parseFaceplate } from '../../hardware/faceplate/faceplate.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { buildPage, CHROMIUM, useBrowserBench } from './browser-bench.ts';

const FILE = readFileSync(join(import.meta.dirname, '../../hardware/faceplate.yaml'), 'utf8');
const MOVED = FILE.replace('cv2: [21.4, 84]', 'cv2: [22.4, 88]');

/** Centre of each hole that the page shows, in pixels from the drawing's corner, and the drawing's width. */
const READ_DRAWING = `(() => {
  const drawing = document.querySelector('.faceplate-drawing svg').getBoundingClientRect();
  const holes = [...document.querySelectorAll('.faceplate-drawing g')].map((part) => {
    const { x, y, width, height } = part.querySelector('.cover').getBoundingClientRect();
    return [part.textContent.split(':')[0], x + width / 2 - drawing.x, y + height / 2 - drawing.y];
  });
  return { holes, width: drawing.width };
})()`;

/** Opens the help and compares each hole of its drawing, in millimetres of the drawing, with those of the faceplate. */
async function expectDrawn(page: Page, { width, holes }: Faceplate): Promise<void> {
  await page.keyboard.press('?');
  await page.getByRole('img', { name: 'Faceplate of a module, to scale' }).waitFor();
  const drawn = await page.evaluate<{ holes: [string, number, number][]; width: number }>(READ_DRAWING);
  const perPixel = width / drawn.width;
  expect(drawn.holes.map(([name]) => name)).toEqual(holes.map(({ name }) => name));
  for (const [n, { name, x, y }] of holes.entries()) {
    expect(drawn.holes[n][1] * perPixel, `${name}, x`).toBeCloseTo(x, 1);
    expect(drawn.holes[n][2] * perPixel, `${name}, y`).toBeCloseTo(y, 1);
  }
}

it('a jack moved in faceplate.yaml moves in the numbers of the drawing, with its label', () => {
  const [before, moved] = [FILE, MOVED].map((text) => faceplateDrawing(parseFaceplate(text)));
  const labelOf = ({ labels }: typeof before) => labels.find(({ text }) => text === 'CV 2');
  expect(moved.holes.find(({ name }) => name === 'cv2')).toMatchObject({ x: 22.4, y: 88, cover: 9 });
  expect([labelOf(before), labelOf(moved)]).toMatchObject([
    { x: 21.4, y: 78 },
    { x: 22.4, y: 82 },
  ]);
});

describe.skipIf(CHROMIUM === undefined)("the faceplate in the panel's help (skipped without chromium)", () => {
  const bench = useBrowserBench();

  it('has its holes where hardware/faceplate.yaml has them', async () => {
    const page = await bench.open();
    await expectDrawn(page, parseFaceplate(FILE));
    expect(bench.faults).toEqual([]);
  });

  it('moves a jack that moves in the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-faceplate-'));
    const file = join(folder, 'faceplate.yaml');
    writeFileSync(file, MOVED);
    const built = buildPage('--faceplate', file);
    try {
      await bench.server.close();
      bench.server = await startPanelServer({ instrument: bench.fake.instrument, folder: built, port: 0 });
      await expectDrawn(await bench.open(), parseFaceplate(MOVED));
    } finally {
      for (const made of [folder, built]) rmSync(made, { recursive: true });
    }
  });
});
