import { describe, expect, it } from 'vitest';
import { DESTINATIONS } from '../../src/control/destination.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { checksumOf } from '../../src/state/canonical-json.ts';
import { createState, type State } from '../../src/state/state.ts';
import { DEFAULTS, NEW, OLD } from './example-settings.ts';
import { createFaultyDisk, type FaultyDisk, HOME, inHome } from './faulty-disk.ts';

const FILE = inHome('settings.json');
const stateOn = (fs: FaultyDisk): State => createState({ home: HOME, defaults: DEFAULTS, fs });

/** Returns a disk on which OLD and then NEW were saved. */
async function diskWithBoth(): Promise<FaultyDisk> {
  const disk = createFaultyDisk();
  await stateOn(disk).settings.save(OLD);
  await stateOn(disk).settings.save(NEW);
  return disk;
}

/** Returns an undamaged, checksummed file with these fields. */
function document(parts: object): string {
  const all = { format: 'neurorack-settings', formatVersion: 1, content: DEFAULTS, ...parts };
  return JSON.stringify({ ...all, sha256: checksumOf(all) });
}

describe('the settings file', () => {
  it('yields the defaults without a message when it does not exist', async () => {
    expect(await stateOn(createFaultyDisk()).settings.read()).toEqual({
      content: DEFAULTS,
      source: 'defaults',
      messages: [],
    });
  });

  it('reads back what was saved, and keeps the previous copy', async () => {
    const disk = await diskWithBoth();
    expect(await stateOn(disk).settings.read()).toEqual({ content: NEW, source: 'current', messages: [] });
    expect(disk.names()).toEqual([FILE, `${FILE}.previous`]);
    disk.put(FILE, '');
    expect((await stateOn(disk).settings.read()).content).toEqual(OLD);
  });

  it('leaves the previous copy alone when an unchanged content is saved', async () => {
    const disk = await diskWithBoth();
    const before = disk.bytesAt(`${FILE}.previous`);
    expect(await stateOn(disk).settings.save(NEW)).toEqual({ isDone: true });
    expect(disk.bytesAt(`${FILE}.previous`)).toBe(before);
  });

  it('stores a base and a depth for every destination', async () => {
    const { settings } = stateOn(createFaultyDisk());
    const all = Object.fromEntries(DESTINATIONS.map((destination) => [destination, 0.5]));
    const control = { ...DEFAULTS.control, bases: all, depths: { ...DEFAULTS.control.depths, cv4: all } };
    await settings.save({ ...DEFAULTS, control });
    const read = (await settings.read()).content.control;
    const forTheJacks: ControlSettings = { ...read, calibration: DEFAULT_CONTROL_SETTINGS.calibration };
    expect(forTheJacks.bases).toEqual(all);
    expect(forTheJacks.depths.cv4).toEqual(all);
  });

  it('takes the default of a field that the file lacks, and ignores unknown fields', async () => {
    const disk = createFaultyDisk();
    const { audio: _, ...older } = OLD;
    disk.put(FILE, document({ content: { ...older, reverb: 0.5 }, writtenBy: 'another' }));
    expect(await stateOn(disk).settings.read()).toEqual({
      content: { ...OLD, audio: DEFAULTS.audio },
      source: 'current',
      messages: [],
    });
  });

  it('does not write a content that could not be read back', async () => {
    const disk = await diskWithBoth();
    const outcome = await stateOn(disk).settings.save({ ...NEW, seed: 0.5 });
    expect(outcome).toEqual({ isDone: false, message: expect.stringMatching(/^could not save settings: seed: /) });
    expect((await stateOn(disk).settings.read()).content).toEqual(NEW);
  });
});

describe('a faulty settings file', () => {
  it('with any one bit flipped is never read as other settings', async () => {
    const good = await diskWithBoth();
    const bytes = good.bytesAt(FILE) ?? new Uint8Array();
    const recovered = new Set<string>();
    for (let n = 0; n < bytes.length; n++) {
      const disk = createFaultyDisk();
      disk.put(FILE, bytes.with(n, bytes[n] ^ (1 << (n % 7))));
      disk.put(`${FILE}.previous`, good.bytesAt(`${FILE}.previous`) ?? '');
      const read = await stateOn(disk).settings.read();
      recovered.add(read.source);
      expect(read.content, `byte ${n}`).toEqual(read.source === 'current' ? NEW : OLD);
      if (read.source === 'previous') expect(disk.names()).toContain(`${FILE}.damaged-1`);
    }
    expect([...recovered]).toContain('previous');
    expect([...recovered]).not.toContain('defaults');
  });

  it('cut short at any length yields the previous copy', async () => {
    const good = await diskWithBoth();
    const bytes = good.bytesAt(FILE) ?? new Uint8Array();
    for (let length = 0; length < bytes.length - 1; length += 13) {
      good.put(FILE, bytes.subarray(0, length));
      const read = await stateOn(good).settings.read();
      expect(read.content).toEqual(OLD);
      expect(read.source).toBe('previous');
    }
  });

  it.each([
    ['empty', '', 'damaged (it is empty)', 'damaged'],
    ['no JSON', '{"format": ', 'damaged (it is not a file of the instrument)', 'damaged'],
    ['nested deeply', '['.repeat(200_000), 'damaged', 'damaged'],
    ['of a later version', document({ formatVersion: 2 }), 'newer (its version is 2', 'newer'],
    ['of another kind', document({ format: 'neurorack-bank' }), 'invalid (it is a neurorack-bank', 'invalid'],
    ['undamaged but invalid', document({ content: { ...OLD, blockFrames: 100 } }), 'invalid (blockFrames: ', 'invalid'],
    ['of a version before the first', document({ formatVersion: 0 }), 'damaged', 'damaged'],
  ])('%s: is set aside and reported, and the defaults apply', async (_, text, words, reason) => {
    const disk = createFaultyDisk();
    disk.put(FILE, text);
    const read = await stateOn(disk).settings.read();
    expect(read).toMatchObject({ content: DEFAULTS, source: 'defaults' });
    expect(read.messages[0]).toContain(`${FILE} is ${words}`);
    expect(read.messages[0]).toContain(`it is kept as settings.json.${reason}-1`);
    expect(new TextDecoder().decode(disk.bytesAt(`${FILE}.${reason}-1`))).toBe(text);
    expect(read.messages.at(-1)).toContain('the defaults apply');
    expect((await stateOn(disk).settings.read()).messages).toEqual([]);
  });

  it('never replaces a file set aside earlier', async () => {
    const disk = createFaultyDisk();
    for (const text of ['first', 'second', 'third']) {
      disk.put(FILE, text);
      await stateOn(disk).settings.read();
    }
    const kept = [1, 2, 3].map((n) => new TextDecoder().decode(disk.bytesAt(`${FILE}.damaged-${n}`)));
    expect(kept).toEqual(['first', 'second', 'third']);
  });

  it('does not become the previous copy at the next save', async () => {
    const disk = await diskWithBoth();
    disk.put(FILE, 'damaged while the instrument played');
    expect(await stateOn(disk).settings.save(DEFAULTS)).toEqual({ isDone: true });
    expect(disk.names()).toContain(`${FILE}.damaged-1`);
    disk.put(FILE, '');
    expect((await stateOn(disk).settings.read()).content).toEqual(OLD);
  });
});
