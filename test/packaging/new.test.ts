import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/board/board.ts';
import { readPrices } from '../../src/board/board-prices.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run new', () => {
  let checkout = '';
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'neurorack new '));
    const files = ['boards', 'docs/boards', 'package.json', 'package-lock.json', 'targets/linux-cpu'];
    for (const path of files) cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
    mkdirSync(join(checkout, 'node_modules/@neurorack'), { recursive: true });
  });
  const run = (...words: string[]) => {
    const all = [join(ROOT, 'build/new.js'), ...words, '--root', checkout];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');

  it('writes a target that npm finds, and a board for it that builds, with page and rows', async () => {
    expect(run('target', 'my-chip')).toMatchObject({ status: 0, stderr: '' });
    expect(realpathSync(join(checkout, 'node_modules/@neurorack/target-my-chip'))).toBe(
      realpathSync(join(checkout, 'targets/my-chip')),
    );
    const lock = JSON.parse(read('package-lock.json')).packages;
    expect(lock['node_modules/@neurorack/target-my-chip']).toEqual({ resolved: 'targets/my-chip', link: true });
    expect(lock['targets/my-chip'].dependencies).toEqual(lock['targets/linux-cpu'].dependencies);
    expect(read('targets/my-chip/src/index.ts')).toContain("id: 'my-chip'");
    expect(read('test/targets/my-chip/target.test.ts')).toContain("from '@neurorack/target-my-chip'");

    expect(run('board', 'pi3-cpu', '--like', 'pi5-cpu').status).toBe(0);
    const folder = join(checkout, 'boards');
    const { target, evidence, audio } = await loadBoard(folder, 'pi3-cpu', join(checkout, 'targets'));
    expect([target, evidence, audio?.periodFrames]).toEqual(['linux-cpu', 'never-run', 64]);
    // The price of the board that it was copied from is not its own.
    expect((await readPrices(folder)).get('pi3-cpu')).toEqual({ class: 'unknown' });
    expect(read('docs/boards/pi3-cpu.md')).toContain('Evidence: **never run**');
    expect(read('docs/boards/README.md')).toContain('| [pi3-cpu](pi3-cpu.md) | as pi5-cpu | never run |\n\n');
    expect(read('boards/README.md')).toContain('| `pi3-cpu` | ');
  });

  it.each([
    [['board'], "expected 'board' or 'target', and an id"],
    [['panel', 'x'], "expected 'board' or 'target', and an id"],
    [['board', 'Pi 3'], "'Pi 3' is no id"],
    [['board', 'pi5-cpu'], 'boards/pi5-cpu.yaml is there already'],
    [['board', 'pi3', '--like', 'pi6'], "there is no board 'pi6'"],
    [['target', 'linux-cpu'], 'targets/linux-cpu/package.json is there already'],
  ])('refuses %j and changes nothing', (words, problem) => {
    const before = read('boards/README.md');
    const { status, stderr } = run(...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`error: ${problem}`)]);
    expect(stderr).toContain('remedy: ');
    expect(read('boards/README.md')).toBe(before);
  });

  it('writes none of its files where one of them is there already, so that the next run finds the folder as it was', () => {
    writeFileSync(join(checkout, 'docs/boards/pi3-cpu.md'), 'a page of an earlier try');
    expect(run('board', 'pi3-cpu')).toMatchObject({ status: 2, stdout: '' });
    expect(existsSync(join(checkout, 'boards/pi3-cpu.yaml'))).toBe(false);
  });
});
