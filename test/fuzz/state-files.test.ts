import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { factoryBank } from '../../src/app/installation.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { type BankLibrary, createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { createPairedClientsFile } from '../../src/state/paired-clients.ts';
import { musicalPart } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { contentsOf, damagedHome, removeHome } from '../state/damaged-home.ts';
import { failure, numbersFrom, seeds } from './seeds.ts';

const MAX_RSS_GROWTH_BYTES = 300 * 2 ** 20;

/** Reads all that a session reads. Returns the sentences for the user. */
async function readState(home: string): Promise<readonly string[]> {
  const { settings, calibration, presets } = createState({ home, defaults: DEFAULT_SETTINGS });
  const [{ messages: a }, { messages: b }] = [await settings.read(), await calibration.read()];
  const { names, messages: c } = await presets.list();
  const loaded = await Promise.all(names.map((name) => presets.load(name)));
  await presets.trash();
  const { messages: d } = await createPairedClientsFile({ home }).read();
  return [...a, ...b, ...c, ...d, ...loaded.flatMap(({ messages }) => messages)];
}

/** Saves all that a session saves. */
async function saveState(home: string): Promise<void> {
  const { settings, calibration, presets } = createState({ home, defaults: DEFAULT_SETTINGS });
  await settings.save({ ...DEFAULT_SETTINGS, seed: 7 });
  await calibration.save({ cv1: { slope: 1, offset: 0.1 } });
  await presets.save('Night', musicalPart(DEFAULT_SETTINGS));
  await presets.delete('Night');
  await createPairedClientsFile({ home }).save({ clients: [] });
}

/** Uses every bank. A refusal has to name its reason and a remedy. */
async function useBanks(library: BankLibrary): Promise<void> {
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NeurorackError) || error.remedy === '') throw error;
    }
  };
  const { banks } = await library.list();
  for (const { id, sets } of banks) for (const { name } of sets) await attempt(() => library.loadSet(id, name));
  await attempt(() => library.undo());
  const { banks: after } = await library.list();
  expect(after.length).toBeGreaterThan(0);
}

it('reads any content of its state without a fault, and loses no file that it cannot read', async () => {
  const before = process.memoryUsage.rss();
  for (const seed of seeds({ short: 40, nightly: 3000 })) {
    const { home, damages } = damagedHome(numbersFrom(seed));
    try {
      const found = contentsOf(home);
      for (const message of await readState(home)) expect(message).not.toMatch(/undefined|\[object/);
      const kept = new Set(contentsOf(home).values());
      for (const [name, bytes] of found) if (!kept.has(bytes)) throw new Error(`${name} is lost`);
      // Banks take most of the time.
      if (seed % 4 === 0) {
        await useBanks(createBankLibrary({ folder: join(home, 'banks'), factory: factoryBank() }));
      }
      await saveState(home);
      await readState(home);
    } catch (cause) {
      throw failure(seed, damages.join(', '), cause);
    }
    removeHome(home);
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_RSS_GROWTH_BYTES);
}, 3_600_000);
