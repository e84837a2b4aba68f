import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { musicalPart } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { runCli } from './run-cli.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'neurorack-patch-'));
let home = '';
const moveIn = (folder: string): void => {
  home = folder;
  vi.stubEnv('NEURORACK_HOME', folder);
};
const presetsOf = (folder: string) => createState({ home: folder, defaults: DEFAULT_SETTINGS }).presets;

beforeEach(() => moveIn(newFolder()));
afterEach(() => vi.unstubAllEnvs());

describe('neurorack patch', () => {
  it('sends a preset of one home to another one', async () => {
    await presetsOf(home).save('Night', { ...musicalPart(DEFAULT_SETTINGS), gateMode: 'gated' });
    const file = join(newFolder(), 'night.nrpatch');
    const sent = await runCli('patch', 'export', 'Night', '-o', file);
    expect([sent.code, sent.stdout]).toEqual([0, expect.stringMatching(/night\.nrpatch: preset 'Night', \d+ kB/)]);
    moveIn(newFolder());
    const received = await runCli('patch', 'import', file, '--json');
    expect(received.code).toBe(0);
    expect(JSON.parse(received.stdout)).toEqual({ preset: 'Night', added: [], messages: [] });
    expect((await presetsOf(home).load('Night')).settings?.gateMode).toBe('gated');
  });

  it('names what is wrong with a file, and what to do', async () => {
    const file = join(newFolder(), 'night.nrpatch');
    const missing = await runCli('patch', 'import', file);
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('night.nrpatch cannot be read')]);
    writeFileSync(file, readFileSync('banks/factory.nrbank'));
    const bank = await runCli('patch', 'import', file);
    expect([bank.code, bank.stderr]).toEqual([3, expect.stringContaining('it is a bank')]);
    const unknown = await runCli('patch', 'export', 'Dawn', '-o', file);
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining("there is no preset 'Dawn'")]);
    const wrong = await runCli('patch', 'export', 'Dawn', '-o', join(newFolder(), 'night.wav'));
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('use .nrpatch')]);
  });
});
