import { describe, expect, it } from 'vitest';
import { createPatchFiles } from '../../src/app/patch-files.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import type { MusicalSettings } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { expectRefused } from '../../testing/named-error.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { DEFAULTS, MUSICAL } from '../state/example-settings.ts';
import { createFaultyDisk, HOME } from '../state/faulty-disk.ts';

const [BOOM, BELL] = ['Boom', 'Bell'].map((name) => impactSet({ name }));
const OTHER_BOOM = impactSet({ name: 'Boom', colour: { f0: 99 } });
const NIGHT: MusicalSettings = { ...MUSICAL, model: 'impacts', setA: 'Boom', setB: 'Bell', bank: null };

/** An instrument's presets and sets, without sound. */
function setUp(known: readonly DescriptorSet[] = [], models: Record<string, string> = { impacts: '0.10.0' }) {
  const sets = [...known];
  const { presets } = createState({ home: HOME, defaults: DEFAULTS, fs: createFaultyDisk() });
  const patches = createPatchFiles({
    presets,
    defaults: DEFAULTS,
    findSet: async (name) => sets.find((set) => set.name === name),
    saveSet: async (set) => {
      sets.push(set);
      return { kind: 'saved', revision: '' };
    },
    modelVersion: async (name) => models[name],
  });
  const names = (): string[] => sets.map(({ name }) => name);
  return { patches, presets, names, sets };
}

/** The file of the preset 'Night' of an instrument with these sets. */
async function sentFile(sets: readonly DescriptorSet[] = [BOOM, BELL], settings = NIGHT): Promise<Uint8Array> {
  const { patches, presets } = setUp(sets);
  await presets.save('Night', settings);
  return patches.pack('Night');
}

describe('patches', () => {
  it('bring preset and sets to an instrument that has neither', async () => {
    const { patches, presets, names } = setUp();
    const { preset, added, messages } = await patches.add(await sentFile(), 'night.nrpatch');
    expect([preset, added, names(), messages]).toEqual(['Night', ['Boom', 'Bell'], ['Boom', 'Bell'], []]);
    expect((await presets.load('Night')).settings).toEqual(NIGHT);
  });

  it('add nothing where everything is there already, and nothing twice', async () => {
    const { patches, names } = setUp([BOOM, BELL]);
    const file = await sentFile();
    for (const isNew of [true, false]) {
      const result = await patches.add(file, 'night.nrpatch');
      expect([result.preset, result.added, result.isNew]).toEqual(['Night', [], isNew]);
    }
    expect(names()).toEqual(['Boom', 'Bell']);
  });

  it('give a set another name where another set has its own, and the preset uses that name', async () => {
    const { patches, presets, names } = setUp([OTHER_BOOM]);
    const file = await sentFile();
    const { added, messages } = await patches.add(file, 'night.nrpatch');
    expect(added).toEqual(['Boom (Night)', 'Bell']);
    expect(messages).toEqual(["the set 'Boom' is 'Boom (Night)' here: another set has its name"]);
    expect((await presets.load('Night')).settings).toMatchObject({ setA: 'Boom (Night)', setB: 'Bell' });
    expect((await patches.add(file, 'night.nrpatch')).added).toEqual([]);
    expect(names()).toEqual(['Boom', 'Boom (Night)', 'Bell']);
  });

  it('give a preset another name where another one has its own', async () => {
    const { patches, presets } = setUp([BOOM, BELL]);
    await presets.save('Night', { ...NIGHT, gateMode: NIGHT.gateMode === 'gated' ? 'one-shot' : 'gated' });
    const { preset, messages } = await patches.add(await sentFile(), 'night.nrpatch');
    expect([preset, messages]).toEqual(['Night 2', ["the preset is 'Night 2' here: another one has its name"]]);
    expect((await presets.list()).names).toEqual(['Night', 'Night 2']);
  });

  it('name a model that is missing with the remedy, and one of another version', async () => {
    const file = await sentFile();
    const { messages } = await setUp([], { metal: '0.8.0' }).patches.add(file, 'night.nrpatch');
    expect(messages[0]).toMatch(/^the model 'impacts' is not installed: .*`neurorack model import`/);
    const older = await setUp([], { impacts: '0.9.0' }).patches.add(file, 'night.nrpatch');
    expect(older.messages).toEqual([
      'it was made with impacts 0.10.0; impacts 0.9.0 plays it here and may sound different',
    ]);
  });

  it('are not made of a preset that is missing, or whose set is gone', async () => {
    const { patches, presets } = setUp([BELL]);
    await expectRefused(patches.pack('Dawn'), 'bad-input', /no preset 'Dawn'/, /save one first/);
    await presets.save('Night', NIGHT);
    await expectRefused(patches.pack('Dawn'), 'bad-input', /no preset 'Dawn'/, /choose one of Night/);
    await expectRefused(patches.pack('Night'), 'bad-input', /set 'Boom' of the preset 'Night'/, /install its bank/);
  });

  it('leave everything as it is when the file is refused', async () => {
    const { patches, presets, names } = setUp();
    const file = await sentFile();
    await expectRefused(patches.add(file.slice(0, 500), 'night.nrpatch'), 'bad-file', /night\.nrpatch/, /export/);
    expect([names(), (await presets.list()).names]).toEqual([[], []]);
  });
});
