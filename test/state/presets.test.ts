import { beforeEach, describe, expect, it } from 'vitest';
import { createState, type State } from '../../src/state/state.ts';
import { DEFAULTS, MUSICAL, NEW } from './example-settings.ts';
import { createFaultyDisk, type FaultyDisk, HOME } from './faulty-disk.ts';

const SOFT = { ...MUSICAL, setA: 'felt', seed: 3 };
const HARD = { ...MUSICAL, setA: 'anvil', seed: 4 };

let disk: FaultyDisk;
let presets: State['presets'];
beforeEach(() => {
  disk = createFaultyDisk();
  ({ presets } = createState({ home: HOME, defaults: DEFAULTS, fs: disk }));
});
const fileHolding = (name: string): string =>
  disk.names().find((path) => new TextDecoder().decode(disk.bytesAt(path)).includes(`"${name}"`)) ?? '';
const trashIdOf = async (name: string): Promise<string> => {
  const deleted = await presets.delete(name);
  if (!deleted.isDone) throw new Error(deleted.message);
  return deleted.trashId;
};

describe('presets', () => {
  it('are empty at first', async () => {
    expect(await presets.list()).toEqual({ names: [], messages: [] });
    expect(await presets.load('soft')).toEqual({
      settings: undefined,
      messages: ["there is no preset 'soft' to load"],
    });
  });

  it('are listed by name and load as they were saved', async () => {
    await presets.save('soft', SOFT);
    await presets.save('Hard', HARD);
    expect(await presets.list()).toEqual({ names: ['Hard', 'soft'], messages: [] });
    expect(await presets.load('soft')).toEqual({ settings: SOFT, messages: [] });
    expect(await presets.load('Hard')).toEqual({ settings: HARD, messages: [] });
  });

  it('store the sound, not the block size or the audio sink', async () => {
    await presets.save('soft', NEW);
    expect((await presets.load('soft')).settings).toEqual({ ...MUSICAL, setA: NEW.setA });
  });

  it.each([
    ['../../etc/passwd', 'a path'],
    ['鼓 🥁', 'outside the alphabet'],
    ['con', 'a device name on Windows'],
    ['a'.repeat(64), 'long'],
    ['.json', 'an extension alone'],
  ])('named %s (%s) are stored in their directory', async (name) => {
    expect(await presets.save(name, SOFT)).toEqual({ isDone: true });
    expect((await presets.list()).names).toEqual([name]);
    expect(disk.names()).toEqual([expect.stringMatching(/^\/home\/presets\/[a-z0-9-]+\.json$/)]);
  });

  it('with different names are distinct; Unicode composition and surrounding spaces make no difference', async () => {
    await presets.save('a-b', SOFT);
    await presets.save('a b', HARD);
    await presets.save(' caf\u0065\u0301 ', SOFT);
    expect((await presets.list()).names).toHaveLength(3);
    expect((await presets.load('a-b')).settings).toEqual(SOFT);
    expect((await presets.load('caf\u00e9')).settings).toEqual(SOFT);
  });

  it.each(['', '   ', 'two\nlines', 'a'.repeat(65)])('reject the name %j', async (name) => {
    expect(await presets.save(name, SOFT)).toEqual({
      isDone: false,
      message: 'could not save preset: name: a name has 1 to 64 letters',
    });
    expect(disk.names()).toEqual([]);
  });

  it('damaged on disk are set aside and reported; the others are listed', async () => {
    await presets.save('soft', SOFT);
    await presets.save('hard', HARD);
    disk.put(fileHolding('soft'), 'no preset');
    const { names, messages } = await presets.list();
    expect(names).toEqual(['hard']);
    expect(messages).toEqual([expect.stringMatching(/soft-\w+\.json is damaged.*kept as soft-\w+\.json\.damaged-1/)]);
    expect(await presets.list()).toEqual({ names: ['hard'], messages: [] });
  });

  it('with a wrong file name are reported with the right one', async () => {
    await presets.save('soft', SOFT);
    const file = fileHolding('soft');
    await disk.rename(file, `${HOME}/presets/mine.json`);
    const { names, messages } = await presets.list();
    expect(names).toEqual([]);
    expect(messages[0]).toContain(`rename it to ${file.split('/').at(-1)}`);
  });

  it('survive a save interrupted between its two renames', async () => {
    await presets.save('soft', SOFT);
    const file = fileHolding('soft');
    await disk.rename(file, `${file}.previous`);
    expect((await presets.list()).names).toEqual(['soft']);
    expect((await presets.load('soft')).settings).toEqual(SOFT);
  });
});

describe('a deleted preset', () => {
  it('is not listed, and can be restored', async () => {
    await presets.save('soft', HARD);
    await presets.save('soft', SOFT);
    const trashId = await trashIdOf('soft');
    expect((await presets.list()).names).toEqual([]);
    expect((await presets.load('soft')).settings).toBeUndefined();
    expect(await presets.trash()).toEqual([{ trashId, name: 'soft' }]);
    expect(await presets.restore(trashId)).toEqual({ isDone: true });
    expect(await presets.load('soft')).toEqual({ settings: SOFT, messages: [] });
    expect(await presets.trash()).toEqual([]);
  });

  it('leaves an earlier deleted preset of the same name in the trash', async () => {
    await presets.save('soft', SOFT);
    const first = await trashIdOf('soft');
    await presets.save('soft', HARD);
    const second = await trashIdOf('soft');
    expect((await presets.trash()).map(({ trashId }) => trashId)).toEqual([first, second]);
    await presets.restore(first);
    expect((await presets.load('soft')).settings).toEqual(SOFT);
  });

  it('does not replace a new preset of its name when restored', async () => {
    await presets.save('soft', SOFT);
    const trashId = await trashIdOf('soft');
    await presets.save('soft', HARD);
    expect(await presets.restore(trashId)).toEqual({
      isDone: false,
      message: "could not restore preset 'soft': a preset of that name exists",
    });
    expect((await presets.load('soft')).settings).toEqual(HARD);
  });

  it('is restored from its previous copy when its file is damaged', async () => {
    await presets.save('soft', SOFT);
    await presets.save('soft', HARD);
    disk.put(fileHolding('soft'), 'no preset');
    await presets.restore(await trashIdOf('soft'));
    expect((await presets.load('soft')).settings).toEqual(SOFT);
  });

  it('is reported missing when it does not exist', async () => {
    expect(await presets.delete('soft')).toEqual({ isDone: false, message: "there is no preset 'soft'" });
    expect(await presets.restore('soft-1.json')).toEqual({
      isDone: false,
      message: "the trash has no preset 'soft-1.json'",
    });
  });

  it('stays listed when the disk is read-only', async () => {
    await presets.save('soft', SOFT);
    disk.refuse = ({ name }) => (name === 'read' || name === 'list' ? undefined : 'EROFS');
    expect(await presets.delete('soft')).toMatchObject({
      isDone: false,
      message: expect.stringMatching(/^could not delete preset 'soft': .*read-only/),
    });
    expect((await presets.list()).names).toEqual(['soft']);
  });

  it('is listed or in the trash after a power loss at any step', async () => {
    await presets.save('soft', HARD);
    await presets.save('soft', SOFT);
    const start = disk.afterPowerLoss()[0];
    for (let taken = 0; taken < 20; taken++) {
      const interrupted = start.afterPowerLoss()[0];
      interrupted.stopAfter = taken;
      void createState({ home: HOME, defaults: DEFAULTS, fs: interrupted }).presets.delete('soft');
      await new Promise((resolve) => setImmediate(resolve));
      for (const found of interrupted.afterPowerLoss()) {
        const left = createState({ home: HOME, defaults: DEFAULTS, fs: found }).presets;
        const [gone] = await left.trash();
        if (gone !== undefined) await left.restore(gone.trashId);
        expect((await left.load('soft')).settings, `after ${taken} steps`).toEqual(SOFT);
      }
    }
  });
});

describe('the calibration of the jacks', () => {
  it('is unchanged by saving, loading or losing settings and presets', async () => {
    const { calibration, settings } = createState({ home: HOME, defaults: DEFAULTS, fs: disk });
    expect((await calibration.read()).content).toEqual({});
    const measured = { cv1: { slope: 1.02, offset: -0.01 }, cv3: { slope: 0.98, offset: 0.02 } };
    await calibration.save(measured);
    const bytes = disk.bytesAt(calibration.path);
    await settings.save(NEW);
    await presets.save('soft', SOFT);
    await presets.load('soft');
    disk.put(settings.path, 'damaged');
    await settings.read();
    expect(disk.bytesAt(calibration.path)).toBe(bytes);
    expect(await calibration.read()).toEqual({ content: measured, source: 'current', messages: [] });
  });
});
