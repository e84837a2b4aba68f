import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createState, type State } from '../../src/state/state.ts';
import { DEFAULTS, NEW, OLD } from './example-settings.ts';
import { createFaultyDisk, type FaultyDisk, HOME, inHome } from './faulty-disk.ts';

const FILE = inHome('settings.json');
const stateOn = (fs: FaultyDisk): State => createState({ home: HOME, defaults: DEFAULTS, fs });

async function stepsOfASave(begin: () => Promise<FaultyDisk>): Promise<number> {
  const disk = await begin();
  const before = disk.steps.length;
  await stateOn(disk).settings.save(NEW);
  return disk.steps.length - before;
}

const STARTS = {
  'the first save': { begin: async () => createFaultyDisk(), old: DEFAULTS },
  'a save over another': {
    begin: async () => {
      const disk = createFaultyDisk();
      await stateOn(disk).settings.save(OLD);
      return disk;
    },
    old: OLD,
  },
  'a save over two others': {
    begin: async () => {
      const disk = createFaultyDisk();
      await stateOn(disk).settings.save(DEFAULTS);
      await stateOn(disk).settings.save(OLD);
      return disk;
    },
    old: OLD,
  },
};

describe('a power loss during a save', () => {
  it.each(Object.entries(STARTS))(
    'after any step of %s leaves the old settings or the new ones',
    async (_, { begin, old }) => {
      const steps = await stepsOfASave(begin);
      expect(steps).toBeGreaterThan(7);
      const seen = new Set<string>();
      for (let taken = 0; taken <= steps; taken++) {
        const disk = await begin();
        disk.stopAfter = disk.steps.length + taken;
        void stateOn(disk).settings.save(NEW);
        await setImmediate();
        for (const found of disk.afterPowerLoss()) {
          const { content } = await stateOn(found).settings.read();
          expect([old, NEW], `${taken} steps, ${found.names()}`).toContainEqual(content);
          seen.add(content.setA);
          // and the instrument can save again
          expect(await stateOn(found).settings.save(NEW)).toEqual({ isDone: true });
          expect((await stateOn(found).settings.read()).content).toEqual(NEW);
        }
      }
      expect([...seen].sort()).toEqual([old.setA, NEW.setA].sort());
    },
  );

  it('leaves a partial file, which the second save after it removes', async () => {
    const disk = createFaultyDisk();
    disk.put(inHome('.settings.json.of-before.part'), '{');
    const { settings } = stateOn(disk);
    await settings.save(OLD);
    expect(disk.names()).toContain(inHome('.settings.json.of-before.part'));
    disk.put(inHome('.settings.json.of-another-at-work.part'), '{');
    await settings.save(NEW);
    expect(disk.names()).toEqual([inHome('.settings.json.of-another-at-work.part'), FILE, `${FILE}.previous`]);
  });

  it('after an acknowledged save leaves the new settings', async () => {
    const disk = createFaultyDisk();
    await stateOn(disk).settings.save(OLD);
    await stateOn(disk).settings.save(NEW);
    const found = disk.afterPowerLoss();
    expect(found).toHaveLength(1);
    expect((await stateOn(found[0]).settings.read()).content).toEqual(NEW);
  });
});

describe('a disk error', () => {
  it.each([
    ['EROFS', 'the disk is read-only'],
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'permission is denied'],
  ])('%s at any step of a save is reported and loses nothing', async (code, words) => {
    const { begin } = STARTS['a save over two others'];
    const steps = await stepsOfASave(begin);
    for (let refused = 0; refused < steps; refused++) {
      const disk = await begin();
      const first = disk.steps.length;
      disk.refuse = ({ name }) => (disk.steps.length - 1 >= first + refused && name !== 'read' ? code : undefined);
      const outcome = await stateOn(disk).settings.save(NEW);
      disk.refuse = () => undefined;
      expect(outcome).toMatchObject({ isDone: false, message: expect.stringContaining(words) });
      expect(outcome).toMatchObject({ message: expect.stringMatching(/^could not save settings: /) });
      expect([OLD, NEW]).toContainEqual((await stateOn(disk).settings.read()).content);
      expect(await stateOn(disk).settings.save(NEW)).toEqual({ isDone: true });
    }
  });

  it('in a rename leaves no partial file', async () => {
    const { begin } = STARTS['a save over another'];
    const disk = await begin();
    disk.refuse = ({ name }) => (name === 'rename' ? 'EACCES' : undefined);
    expect((await stateOn(disk).settings.save(NEW)).isDone).toBe(false);
    expect(disk.names()).toEqual([FILE]);
  });

  it('in setting a damaged file aside is reported, and the previous settings apply', async () => {
    const disk = createFaultyDisk();
    await stateOn(disk).settings.save(OLD);
    await stateOn(disk).settings.save(NEW);
    disk.put(FILE, 'damaged');
    disk.refuse = ({ name }) => (name === 'read' ? undefined : 'EROFS');
    const { content, messages } = await stateOn(disk).settings.read();
    expect(content).toEqual(OLD);
    expect(messages[0]).toContain('it could not be set aside');
  });

  it('in reading is reported, and the defaults apply', async () => {
    const disk = createFaultyDisk();
    await stateOn(disk).settings.save(OLD);
    disk.refuse = ({ name }) => (name === 'read' ? 'EIO' : undefined);
    const read = await stateOn(disk).settings.read();
    expect(read.content).toEqual(DEFAULTS);
    expect(read.messages[0]).toContain(`${FILE} cannot be read: EIO`);
    disk.refuse = () => undefined;
    expect((await stateOn(disk).settings.read()).content).toEqual(OLD);
  });
});

describe('two instruments with one home', () => {
  it('leave an undamaged file of one of them, wherever their steps interleave', async () => {
    const { begin } = STARTS['a save over another'];
    const steps = await stepsOfASave(begin);
    const other = { ...DEFAULTS, setA: 'of the other' };
    for (let at = 0; at < steps; at++) {
      const disk = await begin();
      const interruptedAt = disk.steps.length + at;
      disk.before = async () => {
        if (disk.steps.length !== interruptedAt) return;
        disk.before = () => undefined;
        const read = await stateOn(disk).settings.read();
        expect([OLD, NEW], `read before step ${at}`).toContainEqual(read.content);
        expect(await stateOn(disk).settings.save(other)).toEqual({ isDone: true });
      };
      expect(await stateOn(disk).settings.save(NEW)).toEqual({ isDone: true });
      const { content, source } = await stateOn(disk).settings.read();
      expect([NEW, other]).toContainEqual(content);
      expect(source).toBe('current');
      expect(disk.names()).toEqual([FILE, `${FILE}.previous`]);
    }
  });

  it('do not mistake the moment between two renames for an interrupted save', async () => {
    const { begin } = STARTS['a save over another'];
    const disk = await begin();
    let goOn = (): void => undefined;
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let saving: Promise<unknown> = Promise.resolve();
    const between = new Promise<void>((reached) => {
      disk.before = async ({ name, path }) => {
        if (name === 'rename' && path === FILE) {
          reached();
          await paused;
        }
        if (name === 'read' && path === `${FILE}.previous`) {
          goOn();
          await saving;
        }
      };
    });
    saving = stateOn(disk).settings.save(NEW);
    await between;
    expect(disk.names()).not.toContain(FILE);
    expect(await stateOn(disk).settings.read()).toEqual({ content: NEW, source: 'current', messages: [] });
  });

  it('leave one undamaged file and no partial files when both save at once', async () => {
    const disk = createFaultyDisk();
    const states = [stateOn(disk), stateOn(disk)];
    const saves = Array.from({ length: 20 }, (_, n) => states[n % 2].settings.save({ ...DEFAULTS, seed: n }));
    expect((await Promise.all(saves)).every(({ isDone }) => isDone)).toBe(true);
    const read = await stateOn(disk).settings.read();
    expect(read.source).toBe('current');
    expect([18, 19]).toContain(read.content.seed);
    expect(disk.names()).toEqual([FILE, `${FILE}.previous`]);
  });
});
