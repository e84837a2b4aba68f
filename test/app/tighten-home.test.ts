import { chmodSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tightenHome } from '../../src/app/tighten-home.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { USER_BANK_FILE } from '../../src/panel/banks/user-bank.ts';
import { createState } from '../../src/state/state.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { createBankFolder } from '../panel/banks/bank-bench.ts';
import { DEFAULTS, MUSICAL, NEW, OLD } from '../state/example-settings.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

describe.skipIf(process.platform === 'win32')('permissions', () => {
  it('are the user’s alone for new state, presets, banks and history', async () => {
    const home = join(mkdtempSync(join(tmpdir(), 'neurorack-modes-')), 'neurorack');
    const { settings, presets } = createState({ home, defaults: DEFAULTS });
    await settings.save(OLD);
    await settings.save(NEW);
    await presets.save('soft', MUSICAL);
    const folder = join(home, 'banks');
    const library = createBankLibrary({ ...createBankFolder(), folder });
    await library.saveSet(impactSet({ name: 'a', frames: 30 }), null);
    await library.saveSet(impactSet({ name: 'b', frames: 30 }), null);
    const history = join(folder, '.history');
    for (const path of [home, join(home, 'presets'), folder, history]) expect(modeOf(path)).toBe('700');
    const [preset] = readdirSync(join(home, 'presets'));
    const files = ['settings.json', 'settings.json.previous', `presets/${preset}`].map((name) => join(home, name));
    for (const path of [...files, join(folder, USER_BANK_FILE), join(history, '000002.json')]) {
      expect(modeOf(path)).toBe('600');
    }
  });

  it('of state that exists are tightened at a start; other files stay', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-modes-'));
    mkdirSync(join(home, 'banks'));
    for (const name of ['settings.json', 'settings.json.previous', 'banks/a.nrbank', 'notes.txt']) {
      writeFileSync(join(home, name), '');
      chmodSync(join(home, name), 0o644);
    }
    for (const path of [home, join(home, 'banks')]) chmodSync(path, 0o755);
    await tightenHome(home);
    expect(['', 'banks'].map((name) => modeOf(join(home, name)))).toEqual(['700', '700']);
    expect(
      ['settings.json', 'settings.json.previous', 'banks/a.nrbank', 'notes.txt'].map((name) =>
        modeOf(join(home, name)),
      ),
    ).toEqual(['600', '600', '600', '644']);
  });

  it('of a folder for everybody stay', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'neurorack-modes-'));
    chmodSync(shared, 0o1777);
    await tightenHome(shared);
    expect(modeOf(shared)).toBe('1777');
  });
});
