import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { runCli } from './run-cli.ts';

const factory = fileURLToPath(new URL('../../banks/factory.nrbank', import.meta.url));

let folder = '';
let bells = '';
let kicks = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-cli-bank-edit-'));
  bells = join(folder, 'bells.nrbank');
  kicks = join(folder, 'kicks.nrbank');
  await runCli('bank', 'export', factory, '--set', 'Chime', '--set', 'Bell', '-o', bells, '--name', 'Bells');
  await runCli('bank', 'export', factory, '--set', 'Electric kick', '--set', 'Bell', '-o', kicks);
});

const namesIn = async (path: string): Promise<string[]> => (await readBank(path)).sets.map(({ name }) => name);
const inFolder = (name: string): string => join(folder, name);

describe('neurorack bank export, import and edit', () => {
  it('exports selected sets with their licences, in the given order', async () => {
    const [bank, whole] = [await readBank(bells), await readBank(factory)];
    expect(bank).toMatchObject({ name: 'Bells', licence: 'CC0-1.0', sets: [{ name: 'Chime' }, { name: 'Bell' }] });
    const [bell, same] = [bank.sets[1], whole.sets.find(({ name }) => name === 'Bell')];
    expect(bell?.provenance).toEqual(same?.provenance);
    expect(bell?.curves.f0.every((value, k) => value === same?.curves.f0[k])).toBe(true);
  });

  it('writes the same bytes when nothing is changed', async () => {
    await runCli('bank', 'edit', bells, '-o', inFolder('again.nrbank'));
    expect((await readFile(inFolder('again.nrbank'))).equals(await readFile(bells))).toBe(true);
  });

  it('imports the sets of other banks under unique names', async () => {
    expect(await runCli('bank', 'import', bells, kicks, '-o', inFolder('all.nrbank'))).toMatchObject({ code: 0 });
    expect(await namesIn(inFolder('all.nrbank'))).toEqual(['Chime', 'Bell', 'Electric kick', 'Bell 2']);
  });

  it('renames, removes and moves sets and writes another file', async () => {
    const edited = inFolder('edited.nrbank');
    const changes = ['--rename', 'Bell=Big bell', '--move', 'Big bell=1', '--name', 'Mine'];
    expect(await runCli('bank', 'edit', bells, '-o', edited, ...changes)).toMatchObject({ code: 0, stderr: '' });
    expect(await namesIn(edited)).toEqual(['Big bell', 'Chime']);
    expect((await readBank(edited)).name).toBe('Mine');
    expect(await namesIn(bells)).toEqual(['Chime', 'Bell']);
  });

  it('refuses unknown sets and invalid changes, and writes nothing', async () => {
    const output = inFolder('no.nrbank');
    for (const change of [
      ['--remove', 'Gong'],
      ['--rename', 'Bell=Chime'],
      ['--move', 'Bell=0'],
      ['--rename', 'Bell'],
    ]) {
      const { code, stderr } = await runCli('bank', 'edit', bells, '-o', output, ...change);
      expect({ code, stderr }, change.join(' ')).toMatchObject({ stderr: expect.stringMatching(/error|remedy/) });
      expect(code).not.toBe(0);
    }
    expect((await runCli('bank', 'edit', bells, '-o', bells)).stderr).toContain('is both an input and the output');
    expect(await readdir(folder)).toEqual(['bells.nrbank', 'kicks.nrbank']);
  });
});

describe('neurorack bank index, catalog and install', () => {
  it('indexes a folder of banks, lists it and installs from it', async () => {
    const mine = inFolder('mine.nrbank');
    expect(await runCli('bank', 'index', bells, kicks)).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await runCli('bank', 'catalog', folder);
    expect(stdout).toMatch(/bells\.nrbank\s+Bells\s.*CC0-1\.0\s+2 sets/);
    // The former name of the command.
    expect((await runCli('bank', 'shelf', folder)).stdout).toBe(stdout);
    expect(await runCli('bank', 'install', folder, 'bells.nrbank', '-o', mine)).toMatchObject({ code: 0, stderr: '' });
    expect((await readFile(mine)).equals(await readFile(bells))).toBe(true);
  });

  it('installs no bank that has changed since it was indexed', async () => {
    await runCli('bank', 'index', bells);
    await writeFile(bells, await readFile(kicks));
    const { code, stderr } = await runCli('bank', 'install', folder, 'bells.nrbank', '-o', inFolder('mine.nrbank'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/bells\.nrbank (has|cannot be read).*\nremedy: /);
    expect(await readdir(folder)).toEqual(['bells.nrbank', 'index.json', 'kicks.nrbank']);
  });
});
