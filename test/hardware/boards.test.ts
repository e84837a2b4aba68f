import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFaceplate } from '../../hardware/faceplate/faceplate.ts';
import { assemblyPage } from '../../hardware/kicad/assembly-page.ts';
import { checkPlacement, placeBoards, readBoards } from '../../hardware/kicad/board.ts';
import { checkCopper, checkDrawn } from '../../hardware/kicad/check-board.ts';
import { type DrawnTrack, readBoard } from '../../hardware/kicad/read-board.ts';
import { routeBoard } from '../../hardware/kicad/route/route.ts';
import { silkTexts } from '../../hardware/kicad/silk.ts';
import { kicadBoard } from '../../hardware/kicad/write-board.ts';
import { readNetlist } from '../../hardware/netlist/read-netlist.ts';

const HARDWARE = join(import.meta.dirname, '../../hardware');
const fileOf = (name: string): string => join(HARDWARE, `kicad/neurorack-${name}.kicad_pcb`);

async function boards() {
  return readBoards(HARDWARE, await readNetlist(HARDWARE), await readFaceplate(HARDWARE));
}

/** The boards with a text of layout.yaml replaced. */
async function planted(from: string, to: string) {
  const text = await readFile(join(HARDWARE, 'layout.yaml'), 'utf8');
  if (!text.includes(from)) throw new TypeError(`layout.yaml has no '${from}'`);
  return placeBoards(text.replace(from, to), await readNetlist(HARDWARE), await readFaceplate(HARDWARE));
}

/** The file of the base board, with a text replaced, against the layout. */
async function faultsOf(change: (text: string) => string): Promise<string> {
  const base = (await boards())[1];
  const drawn = readBoard(change(await readFile(fileOf('base'), 'utf8')));
  return [...checkDrawn(base, drawn), ...checkCopper(base, drawn)].join('\n');
}

describe('the boards', () => {
  it('have a place for every part, apart from each other, and connectors that meet', async () => {
    expect(checkPlacement(await boards())).toEqual([]);
  });

  // ROUTE_BOARDS=base,faceplate lays all tracks anew (minutes), which KiCad has to fill and check: hardware/README.md.
  it.runIf(process.env.ROUTE_BOARDS !== undefined)('have a way for every net', { timeout: 1_200_000 }, async () => {
    for (const board of await boards()) {
      if (process.env.ROUTE_BOARDS?.includes(board.name) !== true) continue;
      await writeFile(fileOf(board.name), kicadBoard(board, routeBoard(board)));
    }
  });

  it.each([0, 1])(
    'are drawn as netlist, layout and faceplate have them, pad by pad and hole by hole (%i)',
    async (n) => {
      const board = (await boards())[n];
      expect(checkDrawn(board, readBoard(await readFile(fileOf(board.name), 'utf8')))).toEqual([]);
    },
  );

  it.each([0, 1])('have tracks that join the pads of each net and keep off those of others (%i)', async (n) => {
    const board = (await boards())[n];
    expect(checkCopper(board, readBoard(await readFile(fileOf(board.name), 'utf8')))).toEqual([]);
  });
});

describe('the router', () => {
  it('has laid the tracks of the faceplate board as it lays them again', async () => {
    const [board] = await boards();
    const { tracks } = readBoard(await readFile(fileOf(board.name), 'utf8'));
    const key = (one: Omit<DrawnTrack, 'layer'>) => [one.net, one.x, one.y, one.toX, one.toY, one.width].join();
    const laid = routeBoard(board).map((one) => key({ ...one, width: Math.round(2000 * one.radius) / 1000 }));
    expect(laid.sort()).toEqual(tracks.map(key).sort());
  });

  it('names the nets that have no way', async () => {
    const [board] = await boards();
    const [left, , right, bottom] = board.outline;
    const cut = { ...board, outline: [left, 40, right, bottom] as const };
    expect(() => routeBoard({ ...cut, outline: [...cut.outline] })).toThrow(/hardware\/layout.yaml: no way for /);
  });
});

describe('the page for assembly', () => {
  // UPDATE_DOCS=1 writes it again.
  it('has every part once in the drawings and once in the lists', async () => {
    const file = join(HARDWARE, 'assembly.html');
    const all = await boards();
    const page = assemblyPage(all);
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, page);
    expect(await readFile(file, 'utf8')).toBe(page);
    const refs = all.flatMap(({ parts }) => parts.map(({ part }) => part.ref)).sort();
    expect([...page.matchAll(/<g id="(\w+)"/g)].map(([, ref]) => ref).sort()).toEqual(refs);
    expect([...page.matchAll(/data-refs="([^"]+)"/g)].flatMap(([, list]) => list.split(' ')).sort()).toEqual(refs);
  });
});

describe('the print of a board', () => {
  it('has the name of every jack and of the DAC', async () => {
    for (const board of await boards()) {
      const texts = silkTexts(board).map(({ text }) => text);
      const wanted = board.parts.flatMap(({ part }) => part.serves ?? (part.kind === 'dac' ? part.ref : []));
      expect(texts).toEqual(expect.arrayContaining(wanted));
    }
  });
});

describe('a planted fault of a board', () => {
  it.each([
    ['J11: [6.27, 58.43, 0]', 'J11: [6.27, 59.7, 0]', /J11 and J10 are plugged together and lie apart/],
    ['R101: [11.25, 48.5, 0]', 'R101: [11.25, 50.5, 0]', /R101 and R102 overlap/],
    ['C606: [49, 104.5, 0]', 'C606: [54, 104.5, 0]', /C606 leaves the base board/],
  ])('is found: %s becomes %s', async (from, to, fault) => {
    expect(checkPlacement(await planted(from, to)).join('\n')).toMatch(fault);
  });

  it.each([
    ['R101: [11.25, 48.5, 0]', 'R101: [11.25, 48.5, 45]', /R101 stands at 45 degrees/],
    ['R101: [11.25, 48.5, 0]', '', /no place for R101|has no place for R101/],
    ['R101: [11', 'R109: [11', /R101/],
  ])('is an error with file and field: %s becomes %s', async (from, to, fault) => {
    await expect(planted(from, to)).rejects.toMatchObject({
      kind: 'bad-config',
      message: expect.stringMatching(fault),
      remedy: expect.stringContaining('hardware/layout.yaml'),
    });
  });

  it('is found in the file: two nets exchanged, a track that is missing, a hole that moved', async () => {
    expect(await faultsOf((text) => text)).toBe('');
    const exchanged = (text: string) =>
      text
        .replaceAll('"GATE1_LINE"', '"X"')
        .replaceAll('"GATE2_LINE"', '"GATE1_LINE"')
        .replaceAll('"X"', '"GATE2_LINE"');
    expect(await faultsOf(exchanged)).toMatch(/J3\.29 is in GATE2_LINE; hardware\/nets.yaml has GATE1_LINE/);
    const cut = (text: string) => text.replace(/\(segment[\s\S]*?\n?\s*\(uuid "[^"]+"\)\s*\)/, '');
    expect(await faultsOf(cut)).toMatch(/no track joins/);
    expect(await faultsOf((text) => text.replace('52.25 25.13', '52.25 25.23'))).toMatch(/no hole at 52.25, 25.13/);
  });
});
