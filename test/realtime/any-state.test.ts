import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { decodeDocument } from '../../src/state/document.ts';
import { settingsKind } from '../../src/state/settings.ts';
import { failure, numbersFrom, seeds } from '../fuzz/seeds.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { contentsOf, damagedHome, removeHome } from '../state/damaged-home.ts';
import { startInstalled, startInstrumentIn } from './started-instrument.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Time from each start to its first sound, ms: reported, not asserted. */
const times: number[] = [];
const report = (): void => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))])} ms`;
  process.stdout.write(`first sound after ${at(0.5)} (median of ${sorted.length} starts), ${at(1)} at most\n`);
};

/** Whether a save may replace the file: settings that can be read become the previous copy, or what that replaces. */
const isReplaceable = (name: string, bytes: string): boolean =>
  name.startsWith('settings.json') &&
  decodeDocument(settingsKind(DEFAULT_SETTINGS), Buffer.from(bytes, 'base64')).kind === 'valid';

describe('an instrument with any content in its home', () => {
  it('plays, ends without a fault, and keeps each file that it could not use', async () => {
    for (const seed of seeds({ short: 8, nightly: 300 })) {
      const { home, damages } = damagedHome(numbersFrom(seed));
      try {
        const found = contentsOf(home);
        const instrument = await startInstrumentIn(home, '--audio', 'null');
        times.push(await instrument.untilSound());
        expect(await instrument.stop()).toBe(0);
        expect(instrument.stderr()).not.toMatch(/\n +at |undefined|\[object/);
        const kept = new Set(contentsOf(home).values());
        for (const [name, bytes] of found) {
          if (!kept.has(bytes) && !isReplaceable(name, bytes)) throw new Error(`${name} is lost`);
        }
      } catch (cause) {
        throw failure(seed, damages.join(', '), cause);
      }
      removeHome(home);
    }
    report();
  }, 7_200_000);
});

/** A copy of this installation, with or without its folders of models and banks. */
function installation(...folders: readonly ('models' | 'banks')[]): string {
  const root = mkdtempSync(join(tmpdir(), 'neurorack-installed-'));
  for (const name of ['bin', 'package.json', 'dist/cli', 'dist/start-up', 'boards', ...folders]) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const newHome = (): string => mkdtempSync(join(tmpdir(), 'neurorack-home-'));

describe('an incomplete installation', () => {
  it('plays a tone without models, banks and panel', async () => {
    const instrument = await startInstalled(installation(), newHome(), '--audio', 'null');
    times.push(await instrument.untilSound());
    expect(instrument.stderr()).toContain('the factory bank cannot be read, a tone plays');
    expect(instrument.stderr()).toContain('no model plays');
    expect(await instrument.stop()).toBe(0);
  });

  it('plays a set of its own where the factory bank is damaged', async () => {
    const root = installation('banks');
    writeFileSync(join(root, 'banks/factory.nrbank'), 'PK no bank');
    const models = join(root, 'models');
    cpSync(TINY_MODEL, join(models, 'tiny'), { recursive: true });
    const instrument = await startInstalled(root, newHome(), '--audio', 'null');
    await instrument.until(({ isLive, setA }) => isLive && setA === 'Tone');
    await instrument.untilSound();
    expect(await instrument.stop()).toBe(0);
  });

  it.each(['absent', 'empty', 'noise', 'a folder'])(
    'plays a tone where the network of the only model is %s',
    async (what) => {
      const models = join(newHome(), 'models');
      cpSync(TINY_MODEL, join(models, 'tiny'), { recursive: true });
      const network = join(models, 'tiny/tiny.onnx');
      rmSync(network);
      if (what === 'a folder') mkdirSync(network);
      else if (what !== 'absent') writeFileSync(network, what === 'empty' ? '' : 'no network');
      const instrument = await startInstrumentIn(newHome(), '--audio', 'null', '--models', models, '--set', 'Bell');
      await instrument.untilStderr(/no model plays/);
      await instrument.untilSound();
      expect(await instrument.stop()).toBe(0);
    },
  );
});
