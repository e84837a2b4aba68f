import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { encodeDocument } from '../../src/state/document.ts';
import { type Settings, settingsKind } from '../../src/state/settings.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { startInstrumentIn as start } from './started-instrument.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** A state folder with saved settings. */
function homeWith(changes: Partial<Settings>): string {
  const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
  const settings = { ...DEFAULT_SETTINGS, ...changes };
  writeFileSync(join(home, 'settings.json'), encodeDocument(settingsKind(DEFAULT_SETTINGS), settings));
  return home;
}

const savedIn = (home: string): Settings => JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')).content;

/** A folder with the tiny model under each name; the weights of the broken ones are missing. */
function modelsNamed(...names: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'neurorack-models-'));
  for (const name of names) {
    const filter = (path: string): boolean => !(name.startsWith('broken') && path.endsWith('.onnx'));
    cpSync(TINY_MODEL, join(directory, name), { recursive: true, filter });
  }
  return directory;
}

describe('an instrument in spite of a client and of its own state', () => {
  it('refuses models that are not offered, plays the last of five hundred, and starts again', async () => {
    const home = homeWith({});
    const first = await start(home, '--audio', 'null');
    for (const model of ['x', '/etc', TINY_MODEL, '../models/metal', join(MODELS, 'metal')]) {
      first.send({ type: 'model', model });
    }
    for (let n = 0; n < 500; n++) first.send({ type: 'model', model: n % 2 === 0 ? 'impacts' : 'metal' });
    await first.untilError(/there is no model 'x'.*impacts, impacts-xl, metal/);
    await first.untilError(/there is no model '\/etc'/);
    await first.untilStderr(/playing: metal/);
    await first.until(({ model, isLive }) => isLive && model === 'metal');
    expect(await first.stop()).toBe(0);
    expect(savedIn(home).model).toBe('metal');
    const second = await start(home, '--audio', 'null');
    await second.untilStderr(/playing: metal/);
    expect(await second.stop()).toBe(0);
  });

  it('starts with the defaults and with silence when all that it has saved is missing, and keeps it saved', async () => {
    const gone = {
      model: '/nowhere/model',
      bank: '/nowhere.nrbank',
      setA: 'Gone hit',
      setB: '../bell',
      audio: 'device:no such card',
      seed: 4_294_967_295,
      offsets: { constructor: 'alone' as const },
      control: { ...DEFAULT_SETTINGS.control, bases: { pitch: 1e6, 'no-such-base': -1e6 } },
    };
    const home = homeWith(gone);
    const instrument = await start(home);
    await instrument.untilStderr(/silence plays until the sink opens/);
    await instrument.untilStderr(/playing: impacts/);
    await instrument.untilStderr(/the set '\.\.\/bell' is in no bank, '[^']+' plays/);
    expect(instrument.stderr()).toContain("the model '/nowhere/model' is not installed, 'impacts' plays");
    expect(instrument.stderr()).toContain('the bank /nowhere.nrbank no longer exists, the factory bank plays');
    instrument.send({ type: 'gate-mode', mode: 'gated' });
    await instrument.until(({ gateMode }) => gateMode === 'gated');
    expect(await instrument.stop()).toBe(0);
    const { model, bank, setA, setB, audio } = gone;
    expect(savedIn(home)).toMatchObject({ model, bank, setA, setB, audio, gateMode: 'gated' });
  });

  it('plays silence with a panel and a message while the sound card that the command line names is absent, and saves it', async () => {
    const home = homeWith({});
    const first = await start(home, '--audio', 'device:no such card');
    await first.until(({ message }) => message?.includes('silence plays until the sink opens') ?? false);
    await first.until(({ isLive }) => isLive);
    expect(await first.stop()).toBe(0);
    expect(savedIn(home).audio).toBe('device:no such card');
    const second = await start(home);
    await second.until(({ message }) => message?.includes('silence plays until the sink opens') ?? false);
    expect(await second.stop()).toBe(0);
    const third = await start(home, '--audio', 'auto');
    await third.untilStderr(/sound: \S+/);
    expect(await third.stop()).toBe(0);
    expect(savedIn(home).audio).toBeNull();
  });

  it('plays on when a chosen model does not load, and saves the one that plays', async () => {
    const home = homeWith({ model: 'tiny' });
    const instrument = await start(home, '--audio', 'null', '--models', modelsNamed('tiny', 'broken'));
    await instrument.until(({ isLive }) => isLive);
    instrument.send({ type: 'model', model: 'broken' });
    await instrument.untilStderr(/the render thread is lost/);
    await sleep(1500);
    instrument.send({ type: 'gate-mode', mode: 'gated' });
    await instrument.until(({ gateMode, model }) => gateMode === 'gated' && model === 'tiny');
    expect(await instrument.stop()).toBe(0);
    expect(savedIn(home).model).toBe('tiny');
  });

  it('loads another model when the saved one does not load, and keeps it saved', async () => {
    const home = homeWith({ model: 'broken' });
    const instrument = await start(home, '--audio', 'null', '--models', modelsNamed('tiny', 'broken'));
    await instrument.until(({ isLive, model }) => isLive && model === 'tiny');
    expect(instrument.stderr()).toMatch(/the model 'broken' does not play \(.*\), 'tiny' is loaded/);
    expect(await instrument.stop()).toBe(0);
    expect(savedIn(home).model).toBe('broken');
  });

  it('stays on with its panel when no model loads', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'neurorack-models-'));
    const empty = await start(homeWith({}), '--audio', 'null', '--models', directory);
    await empty.untilStderr(/no model plays/);
    empty.send({ type: 'sets', setA: 'Bell' });
    await empty.until(({ setA, isLive }) => setA === 'Bell' && !isLive);
    expect(await empty.stop()).toBe(0);
  });
});
