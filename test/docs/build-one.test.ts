import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardIds, loadBoard } from '../../src/board/board.ts';
import type { BoardConfig } from '../../src/contracts/board.ts';
import { calibrate } from '../../src/control/calibration.ts';
import { wiringTables } from './wiring-table.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOC = join(ROOT, 'docs/build-one.md');
const BOARDS = join(ROOT, 'boards');

const boards = async (): Promise<BoardConfig[]> =>
  Promise.all((await boardIds(BOARDS)).map((id) => loadBoard(BOARDS, id)));

/** Text between `<!-- name -->` and `<!-- /name -->`. */
function between(text: string, name: string): { before: string; inside: string; after: string } {
  const [open, close] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)];
  return { before: text.slice(0, from), inside: text.slice(from, to), after: text.slice(to) };
}

/** A value of the parts table, in ohms: `| R1 | 100 kΩ |`. */
function ohms(text: string, part: string): number {
  const found = new RegExp(`^\\| ${part} \\| ([\\d.]+) (k?)Ω`, 'm').exec(text);
  if (found === null) throw new Error(`docs/build-one.md has no value of ${part}`);
  return Number(found[1]) * (found[2] === 'k' ? 1000 : 1);
}

describe('docs/build-one.md', () => {
  // UPDATE_DOCS=1 rewrites the tables.
  it('has the wiring of the board files and the panel file', async () => {
    const text = await readFile(DOC, 'utf8');
    const { before, inside, after } = between(text, 'wiring');
    const tables = wiringTables(await boards());
    if (process.env.UPDATE_DOCS === '1') await writeFile(DOC, `${before}${tables}${after}`);
    else expect(inside).toBe(tables);
  });

  it('has the resistors of the front end that the panel file describes', async () => {
    const text = await readFile(DOC, 'utf8');
    const [r1, r2, r3, r4] = ['R1', 'R2', 'R3', 'R4'].map((part) => ohms(text, part));
    const cv = (await boards()).find(({ panel }) => panel?.id === 'neurorack-v1')?.panel?.cv;
    const slope = r2 / r1;
    const offset = ((3 * r4) / (r3 + r4)) * (1 + slope);
    expect(slope).toBeCloseTo(cv?.frontEnd.slope ?? 0, 6);
    expect(offset).toBeCloseTo(cv?.frontEnd.offsetVolts ?? 0, 6);
    const atPin = (volts: number): number => offset - slope * volts;
    for (const volts of [-10, -5, 0, 5, 8, 10]) {
      expect(text).toContain(`| ${volts} | ${atPin(volts).toFixed(3)} |`);
      expect(atPin(volts)).toBeGreaterThan(0.05);
      expect(atPin(volts)).toBeLessThan(3.25);
    }
  });

  it('stays within the range of calibration with every part at the limit of its tolerance', async () => {
    const text = await readFile(DOC, 'utf8');
    const nominal = ['R1', 'R2', 'R3', 'R4'].map((part) => ohms(text, part));
    const ends = [-1, 1];
    for (let corner = 0; corner < 64; corner++) {
      const sign = (bit: number): number => ends[(corner >> bit) & 1];
      const [r1, r2, r3, r4] = nominal.map((value, n) => value * (1 + 0.01 * sign(n)));
      const reference = 3 * (1 + 0.001 * sign(4));
      const offset = ((reference * r4) / (r3 + r4) + 0.0005 * sign(5)) * (1 + r2 / r1);
      // The instrument assumes the nominal front end; calibration corrects the rest.
      const reading = (volts: number): number => (1.65 - (offset - (r2 / r1) * volts)) / 0.15;
      const point = (volts: number) => ({ volts, reading: reading(volts) });
      expect(() => calibrate('cv1', [point(0), point(5)])).not.toThrow();
    }
  });

  it('switches gates between 0.81 V and 2.73 V, and limits the current of ±12 V', async () => {
    const text = await readFile(DOC, 'utf8');
    const [r5, r6, r7] = ['R5', 'R6', 'R7'].map((part) => ohms(text, part));
    const atPin = r6 / (r5 + r6);
    expect(0.81 * atPin).toBeLessThan(0.6);
    expect(2.73 * atPin).toBeGreaterThan(2.0);
    expect(12 / r5).toBeLessThan(0.001);
    // Against a keeper of 4 kOhm and against a pin that is an output (16 mA).
    expect((3.3 * r7) / (r7 + 4000)).toBeLessThan(0.35 * 3.3);
    expect(3.3 / r7).toBeLessThan(0.016);
  });

  it('adds up the power budget', async () => {
    const rows = [
      ...(await readFile(DOC, 'utf8')).matchAll(/^\| `([\w-]+)`[^|]*\|[^|]+\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm),
    ];
    const budget = rows.map(([, ...cells]) => cells.slice(1).map((cell) => Number(/[\d.]+/.exec(cell)?.[0])));
    const sums = budget.filter((cells) => cells.every(Number.isFinite) && cells.length === 4);
    expect(sums.length).toBeGreaterThanOrEqual(4);
    for (const [board, rest, total, rail] of sums) {
      expect(board + rest).toBeCloseTo(total, 2);
      expect(Math.round((total * 5 * 1000) / (12 * 0.9))).toBe(rail);
    }
  });

  it.each(['build-one.md', 'add-a-board.md', 'add-a-target.md', 'calibrate.md', 'boards/README.md'])(
    'and %s link only to existing files',
    async (name) => {
      const path = join(ROOT, 'docs', name);
      const links = [...(await readFile(path, 'utf8')).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, to]) => to);
      const missing = links.filter((to) => !existsSync(join(dirname(path), to)));
      expect(missing).toEqual([]);
    },
  );

  it('shows the code of a target as its worked example', async () => {
    const { inside } = between(await readFile(join(ROOT, 'docs/add-a-target.md'), 'utf8'), 'linux-cpu');
    const code = await readFile(join(ROOT, 'targets/linux-cpu/src/index.ts'), 'utf8');
    expect(inside).toBe(`\`\`\`ts\n${code}\`\`\``);
  });

  it('shows a valid board file as its worked example', async () => {
    const text = await readFile(join(ROOT, 'docs/add-a-board.md'), 'utf8');
    const [, yaml] = /```yaml\n([\s\S]+?)```/.exec(text) ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'boards-'));
    await cp(join(BOARDS, 'panel'), join(folder, 'panel'), { recursive: true });
    await writeFile(join(folder, 'pi3-cpu.yaml'), yaml.replace(/^ {3}/gm, ''));
    expect(await loadBoard(folder, 'pi3-cpu', join(ROOT, 'targets'))).toMatchObject({
      id: 'pi3-cpu',
      evidence: 'never-run',
    });
  });

  it('has a page for every board, with the evidence of its board file', async () => {
    for (const { id, evidence } of await boards()) {
      const page = await readFile(join(ROOT, 'docs/boards', `${id}.md`), 'utf8');
      expect(page).toContain(`Evidence: **${evidence === 'never-run' ? 'never run' : evidence}**`);
    }
  });
});
