import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

const factory = fileURLToPath(new URL('../../banks/factory.nrbank', import.meta.url));
const map = (...more: string[]) =>
  runCli('bank', 'map', factory, '--models', dirname(TINY_MODEL), '--model', 'tiny-model', ...more);

it('prints the position of each set, and the mixture at a point', async () => {
  const { code, stdout } = await map('--json', '--at', '0.4,0.6');
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found.sets).toHaveLength(24);
  expect(found.mixture).toHaveLength(4);
  const total = found.mixture.reduce((sum: number, { weight }: { weight: number }) => sum + weight, 0);
  expect(total).toBeCloseTo(1, 9);
});

it('writes the bank with the mixture as an additional set, with the names of its sources', async () => {
  const output = join(await mkdtemp(join(tmpdir(), 'neurorack-cli-map-')), 'mixed.nrbank');
  expect(await map('--at', '0.4,0.6', '-o', output)).toMatchObject({ code: 0, stderr: '' });
  const mixed = (await readBank(output)).sets.at(-1);
  expect(mixed?.name).toBe('Mix 0.40 0.60');
  expect(mixed?.provenance.source).toMatch(/^mixture of \d+ % .*, \d+ % /);
  expect(mixed?.provenance.licence).toBe('CC0-1.0');
});

it('refuses a point outside the map', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'neurorack-cli-map-'));
  for (const at of ['2,0', '0.5', '0.5,', 'NaN,0', '0,0,0']) {
    const { code, stderr } = await map('--at', at, '-o', join(folder, 'x.nrbank'));
    expect({ code, stderr }, at).toMatchObject({ code: 2, stderr: expect.stringContaining('two numbers from 0 to 1') });
  }
  expect(await readdir(folder)).toEqual([]);
});
