import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sweepHome } from '../../src/app/sweep-home.ts';
import { partPathFor } from '../../src/files/part-files.ts';

const UUID = '1b4e28ba-2fa1-4d1f-883f-0016d3cca427';
/** The number of a process that has ended. */
const ended = spawnSync(process.execPath, ['--version']).pid;

describe('a start', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'neurorack-sweep-'));
  });
  /** Writes a file that was last changed `hours` ago. */
  function put(name: string, hours = 0): void {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'part');
    const changed = Date.now() / 1000 - hours * 3600;
    utimesSync(path, changed, changed);
  }
  const files = (): string[] =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  it.each([
    [`.settings.json.${ended}-0a1b2c3d.part`, 0],
    [`presets/.soft.json.${ended}-0a1b2c3d.part`, 0],
    [`banks/.my-sounds.nrbank.${ended}.part`, 0],
    [`banks/.my-sounds.nrbank.${process.pid}.part`, 1000],
    [`banks/.incoming/${ended}-0a1b2c3d`, 0],
    [`banks/.incoming/${UUID}`, 2],
    [`.settings.json.${UUID}.part`, 2],
  ])('removes %s of a killed process, changed %i hours ago', async (name, hours) => {
    put(name, hours);
    await sweepHome(home);
    expect(files()).toEqual([]);
  });

  it('leaves the files of processes that run, young nameless parts, and everything else', async () => {
    const kept = [
      `.settings.json.${process.ppid}-0a1b2c3d.part`,
      `banks/.incoming/${process.ppid}-0a1b2c3d`,
      partPathFor('banks/my-sounds.nrbank'),
      `banks/.incoming/${UUID}`,
      'settings.json',
      'notes.part',
      `banks/${ended}.nrbank`,
      'banks/.incoming/readme',
    ];
    for (const name of kept) put(name);
    await sweepHome(home);
    expect(files()).toHaveLength(kept.length);
  });

  it('has nothing to remove where nothing was ever saved', async () => {
    await expect(sweepHome(join(home, 'missing'))).resolves.toBeUndefined();
  });
});
