import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMidiMapping } from '../../src/app/midi-mapping-store.ts';
import { DEFAULT_MIDI_MAPPING } from '../../src/control/midi/midi-mapping.ts';
import { nodeFileSystem } from '../../src/state/node-file-system.ts';

async function setUp(text?: string, canSave = true) {
  const folder = await mkdtemp(join(tmpdir(), 'neurorack-midi-'));
  const path = join(folder, 'midi.json');
  if (text !== undefined) await writeFile(path, text);
  const messages: string[] = [];
  const open = () =>
    openMidiMapping(path, { fs: nodeFileSystem, onMessage: (one) => void messages.push(one), canSave });
  return { folder, path, messages, open };
}

it('a learned mapping of MIDI is there at the next start', async () => {
  const { open, messages } = await setUp();
  const store = await open();
  expect(store.mapping).toBeUndefined();
  void store.save({ ...DEFAULT_MIDI_MAPPING, controls: [] });
  await store.save(DEFAULT_MIDI_MAPPING);
  expect((await open()).mapping).toEqual(DEFAULT_MIDI_MAPPING);
  expect(messages).toEqual([]);
});

it('a mapping of MIDI of a newer version is reported with its remedy, and kept when another one is saved', async () => {
  const newer = '{"format": "neurorack-midi", "formatVersion": 2}';
  const { folder, path, messages, open } = await setUp(newer);
  const store = await open();
  expect(store.mapping).toBeUndefined();
  expect(messages[0]).toMatch(/midi\.json: formatVersion is 2, .* up to 1; update neurorack/);
  expect(await readFile(path, 'utf8')).toBe(newer);
  await store.save(DEFAULT_MIDI_MAPPING);
  expect(await readFile(join(folder, 'midi.json.invalid-1'), 'utf8')).toBe(newer);
  expect((await open()).mapping).toEqual(DEFAULT_MIDI_MAPPING);
});

it('a mapping of MIDI is not saved where another instance saves, and a fault of the disk is a message', async () => {
  const other = await setUp(undefined, false);
  await (await other.open()).save(DEFAULT_MIDI_MAPPING);
  expect(await readdir(other.folder)).toEqual([]);
  const messages: string[] = [];
  const path = join(other.folder, 'missing', 'midi.json');
  const store = await openMidiMapping(path, {
    fs: nodeFileSystem,
    onMessage: (one) => void messages.push(one),
    canSave: true,
  });
  await store.save(DEFAULT_MIDI_MAPPING);
  expect(messages).toEqual([expect.stringMatching(/^warning: the mapping of MIDI is not saved: .*missing/)]);
});
