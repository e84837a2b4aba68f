import { describe, expect, it } from 'vitest';
import { withBankSteps } from '../../src/app/bank-steps.ts';
import { openPatches } from '../../src/app/open-patches.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import type { PresetController } from '../../src/instrument/preset-controller.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';
import type { BankClient } from '../../src/panel/banks/bank-client.ts';
import { createState } from '../../src/state/state.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { DEFAULTS, MUSICAL } from '../state/example-settings.ts';
import { createFaultyDisk, HOME } from '../state/faulty-disk.ts';

const SETS = ['Boom', 'Bell'].map((name) => impactSet({ name }));
const NIGHT = { ...MUSICAL, model: 'impacts', setA: 'Boom', setB: 'Bell', bank: null };

/** An instrument's banks, presets and history, without sound. */
function setUp(own: readonly DescriptorSet[] = []) {
  const messages: string[] = [];
  const history = createUndoHistory({ onMessage: (sentence) => messages.push(sentence) });
  const saved: DescriptorSet[] = [];
  const listing = () => ({
    banks: [],
    unreadable: [],
    undoLabel: saved.length === 0 ? null : `saved ${saved.at(-1)?.name}`,
  });
  const unused = async (): Promise<never> => {
    throw new Error('not used');
  };
  const library: BankClient = {
    ...{ addSound: unused, importBank: unused, install: unused, edit: unused, exportBank: unused },
    ...{ onMessage: () => undefined, close: unused, listCatalog: unused, preview: unused, loadCatalogSet: unused },
    list: async () => listing(),
    loadSet: unused,
    saveSet: async (set) => {
      saved.push(set);
      return { kind: 'saved', revision: '' };
    },
    undo: async () => {
      saved.pop();
      return listing();
    },
  };
  const { presets: stored } = createState({ home: HOME, defaults: DEFAULTS, fs: createFaultyDisk() });
  let playing = 'Gong';
  const presets: PresetController = {
    names: [],
    save: unused,
    delete: unused,
    refresh: async () => undefined,
    recall: async () => {
      const before = playing;
      playing = 'Boom';
      history.add({
        name: 'preset',
        undo: () => {
          playing = before;
        },
        redo: () => {
          playing = 'Boom';
        },
      });
    },
  };
  const sets = [...own];
  const patches = openPatches(
    { sets, putSet: (set) => void sets.push(set), presets, models: ['impacts'], history },
    { library: withBankSteps(library, history).library, stored, modelVersion: async () => '0.10.0' },
  );
  return { patches, stored, history, messages, saved, playing: () => playing };
}

async function sentFile(): Promise<Uint8Array> {
  const { patches, stored } = setUp(SETS);
  await stored.save('Night', NIGHT);
  return patches.pack('Night');
}

describe('the import of a preset', () => {
  it('is one step: undo takes back sound, preset and sets', async () => {
    const { patches, stored, history, messages, saved, playing } = setUp();
    history.add({ name: 'brightness', undo: () => undefined });
    await patches.add(await sentFile(), 'night.nrpatch');
    expect([saved.map(({ name }) => name), (await stored.list()).names, playing()]).toEqual([
      ['Boom', 'Bell'],
      ['Night'],
      'Boom',
    ]);
    expect(history.undoName).toBe('import of night.nrpatch');
    await history.undo();
    expect([saved, (await stored.list()).names, playing()]).toEqual([[], [], 'Gong']);
    expect(messages).toEqual(['undo: import of night.nrpatch']);
    expect(history.undoName).toBe('brightness');
  });

  it('is made again where its sets were there before', async () => {
    const { patches, stored, history, playing } = setUp(SETS);
    await patches.add(await sentFile(), 'night.nrpatch');
    await history.undo();
    expect([(await stored.list()).names, playing(), history.redoName]).toEqual([[], 'Gong', 'import of night.nrpatch']);
    await history.redo();
    expect([(await stored.list()).names, playing()]).toEqual([['Night'], 'Boom']);
  });
});
