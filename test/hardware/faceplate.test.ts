import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faceplateDxf, faceplateSvg } from '../../hardware/faceplate/draw.ts';
import { checkFaceplate, parseFaceplate, readFaceplate } from '../../hardware/faceplate/faceplate.ts';
import { loadBoard } from '../../src/board/board.ts';
import type { PanelWiring } from '../../src/contracts/board.ts';

const ROOT = join(import.meta.dirname, '../..');
const HARDWARE = join(ROOT, 'hardware');

async function panelV1(): Promise<PanelWiring> {
  const { panel } = await loadBoard(join(ROOT, 'boards'), 'pi5-cpu');
  if (panel === undefined) throw new TypeError('pi5-cpu has no panel');
  return panel;
}

/** The faceplate with a text of its file replaced. */
async function planted(from: string, to: string) {
  const text = await readFile(join(HARDWARE, 'faceplate.yaml'), 'utf8');
  if (!text.includes(from)) throw new TypeError(`faceplate.yaml has no '${from}'`);
  return parseFaceplate(text.replace(from, to));
}

describe('the faceplate', () => {
  it('is 3U and 11 HP by the norm, with mounting holes 122.5 and 40.64 mm apart', async () => {
    const { width, height, holes } = await readFaceplate(HARDWARE);
    expect([width, height]).toEqual([55.5, 128.5]);
    expect(holes.filter(({ kind }) => kind === 'mounting').map(({ x, y, diameter }) => [x, y, diameter])).toEqual([
      [7.5, 3, 3.2],
      [7.5, 125.5, 3.2],
      [48.14, 3, 3.2],
      [48.14, 125.5, 3.2],
    ]);
  });

  it('has a hole for each jack and the knob of the panel file, apart from each other and from the rails', async () => {
    expect(checkFaceplate(await readFaceplate(HARDWARE), await panelV1())).toEqual([]);
  });

  // UPDATE_DOCS=1 draws them again: look at the difference.
  it.each([
    ['docs/pictures/faceplate.svg', faceplateSvg],
    ['hardware/faceplate/faceplate.dxf', faceplateDxf],
  ])('is drawn in %s, hole by hole', async (name, draw) => {
    const file = join(ROOT, name);
    const drawn = draw(await readFaceplate(HARDWARE));
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, drawn);
    expect(await readFile(file, 'utf8')).toBe(drawn);
  });

  it('is to scale: its SVG is as large in millimetres as its drawing, its DXF has every hole', async () => {
    const faceplate = await readFaceplate(HARDWARE);
    expect(faceplateSvg(faceplate)).toContain('width="55.5mm" height="128.5mm" viewBox="0 0 55.5 128.5"');
    const lines = faceplateDxf(faceplate).split('\n');
    const circles = lines.flatMap((line, n) => (line === 'CIRCLE' ? [lines.slice(n + 1, n + 11)] : []));
    const read = circles.map((fields) => [Number(fields[3]), Number(fields[5]), 2 * Number(fields[9])]);
    const wanted = faceplate.holes.map(({ x, y, diameter }) => [x, 128.5 - y, diameter]);
    expect(read).toHaveLength(wanted.length);
    for (const [n, hole] of wanted.entries()) for (const k of [0, 1, 2]) expect(read[n][k]).toBeCloseTo(hole[k], 3);
  });
});

describe('a planted fault of the faceplate', () => {
  it('changes its drawing: a hole that moves by 0.1 mm', async () => {
    const moved = await planted('cv2: [21.4, 84]', 'cv2: [21.5, 84]');
    expect(faceplateSvg(moved)).not.toBe(await readFile(join(ROOT, 'docs/pictures/faceplate.svg'), 'utf8'));
    expect(faceplateDxf(moved)).not.toBe(await readFile(join(HARDWARE, 'faceplate/faceplate.dxf'), 'utf8'));
  });

  it.each([
    ['cv2: [21.4, 84]', 'cv2: [16, 84]', /cv1 and cv2 overlap/],
    ['audio: [46.2, 104]', 'audio: [46.2, 120]', /audio leaves the faceplate or lies on a rail/],
    ['knob: [27.6, 59]', 'knob: [27.6, 28]', /knob lies in the display's window/],
    ['gate2: [21.4, 104]', 'gate3: [21.4, 104]', /no hole for gate2\n.*a hole for gate3, which the panel lacks/],
    ['panel: neurorack-v1', 'panel: other', /it is of the panel other, not of neurorack-v1/],
  ])('is found: %s becomes %s', async (from, to, fault) => {
    expect(checkFaceplate(await planted(from, to), await panelV1()).join('\n')).toMatch(fault);
  });

  it('is an error with file, field and remedy where a number is missing', async () => {
    await expect(planted('knob: [27.6, 59]', 'knob: [27.6]')).rejects.toMatchObject({
      kind: 'bad-config',
      message: expect.stringContaining('hardware/faceplate.yaml: knob'),
      remedy: expect.stringContaining('knob'),
    });
  });
});
