import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BankLibrary, createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { INSTALLED_LIMITS } from '../../../src/panel/banks/bank-survey.ts';
import { createBankFolder, hitsFile } from './bank-bench.ts';

const ID = 'two-hits.nrbank';

describe('the history of banks', () => {
  let paths: ReturnType<typeof createBankFolder>;
  beforeEach(() => {
    paths = createBankFolder();
    mkdirSync(paths.folder);
    writeFileSync(at(ID), hitsFile());
  });
  const at = (file: string): string => join(paths.folder, file);
  /** The library of a new start. */
  const restart = (historyBytes = INSTALLED_LIMITS.historyBytes): BankLibrary =>
    createBankLibrary({ ...paths, limits: { ...INSTALLED_LIMITS, historyBytes } });
  const rename = (library: BankLibrary, set: string, to: string) => library.edit(ID, { kind: 'rename-set', set, to });
  const keptBytes = (): number =>
    readdirSync(at('.history')).reduce((sum, file) => sum + statSync(join(at('.history'), file)).size, 0);

  it('brings a removed bank back after a restart, byte for byte', async () => {
    await restart().edit(ID, { kind: 'remove-bank' });
    expect(readdirSync(paths.folder)).not.toContain(ID);
    expect((await restart().list()).undoLabel).toBe('removing Two hits');
    await restart().undo();
    expect(readFileSync(at(ID))).toEqual(hitsFile());
    expect((await restart().list()).undoLabel).toBeNull();
  });

  it('takes back each edit in its order, with a restart before each', async () => {
    await rename(restart(), 'kick', 'thud');
    await rename(restart(), 'snare', 'snap');
    await restart().edit(ID, { kind: 'remove-set', set: 'thud' });
    const names = [];
    for (let n = 0; n < 3; n++) names.push((await restart().undo()).banks[1]?.sets.map(({ name }) => name).join());
    expect(names).toEqual(['thud,snap', 'thud,snare', 'kick,snare']);
    expect(readFileSync(at(ID))).toEqual(hitsFile());
  });

  it('keeps the newest steps, at most twenty, within a bound of bytes', async () => {
    const library = restart();
    for (let n = 0; n < 22; n++) await rename(library, n === 0 ? 'kick' : `kick ${n}`, `kick ${n + 1}`);
    expect(readdirSync(at('.history'))).toHaveLength(40);
    const bound = 3.5 * hitsFile().length;
    await rename(restart(bound), 'kick 22', 'kick 23');
    expect(keptBytes()).toBeLessThan(bound + 1000);
    expect((await restart().list()).undoLabel).toBe('renaming kick 22');
  });

  it('leaves out a step whose files are damaged', async () => {
    await rename(restart(), 'kick', 'thud');
    await rename(restart(), 'snare', 'snap');
    writeFileSync(join(at('.history'), '000002.json'), '{"format":');
    expect((await restart().list()).undoLabel).toBe('renaming kick');
  });

  it('removes a bank where nothing can be stored, and undoes it until the program ends', async () => {
    rmSync(at('.history'), { force: true, recursive: true });
    writeFileSync(at('.history'), 'no folder');
    const library = restart();
    expect((await library.edit(ID, { kind: 'remove-bank' })).undoLabel).toBe('removing Two hits');
    await library.undo();
    expect(readFileSync(at(ID))).toEqual(hitsFile());
  });
});
