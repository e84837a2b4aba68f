import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { curveBytesOf } from '../../../src/descriptors/bank/bank-format.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { createBankFiles } from '../../../src/panel/banks/bank-files.ts';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { BankReader } from '../../../src/panel/banks/bank-reader.ts';
import { INSTALLED_LIMITS, type InstalledLimits } from '../../../src/panel/banks/bank-survey.ts';
import { createSetCache } from '../../../src/panel/banks/set-cache.ts';
import { bankOfOverlappingEntries, bankOfSharedFiles } from '../../../testing/bank-bomb.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { createBankFolder, hitsFile } from './bank-bench.ts';

const SET_BYTES = curveBytesOf(30);
const HITS_BYTES = 2 * SET_BYTES;

let paths: ReturnType<typeof createBankFolder>;
beforeEach(() => {
  paths = createBankFolder();
  mkdirSync(paths.folder, { recursive: true });
});

const install = (file: string, bytes: Uint8Array): void => writeFileSync(join(paths.folder, file), bytes);
const readerOf = (limits: Partial<InstalledLimits> = {}): BankReader =>
  new BankReader(createBankFiles(paths.folder), paths.factory, { ...INSTALLED_LIMITS, ...limits });
const libraryOf = (limits: Partial<InstalledLimits>) =>
  createBankLibrary({ ...paths, limits: { ...INSTALLED_LIMITS, ...limits } });

/** A bank whose second set has a wrong checksum. */
function bankWithDamagedCurve(): Buffer {
  const bytes = hitsFile();
  const name = bytes.indexOf('sets/1/rms.f32');
  bytes[name + 20] ^= 0x10;
  return bytes;
}

describe('installed banks', () => {
  it('lists three bombs with the reason, unpacks none and plays the other banks', async () => {
    const flat = impactSet({ frames: 103_360 });
    install('a.nrbank', bankOfSharedFiles(flat, 40));
    install('b.nrbank', bankOfSharedFiles(flat, 40));
    install('c.nrbank', bankOfOverlappingEntries(flat, 40));
    install('hits.nrbank', hitsFile());
    const reader = readerOf();
    const { banks, unreadable } = await reader.list();
    expect(unreadable.map(({ file }) => file)).toEqual(['a.nrbank', 'b.nrbank', 'c.nrbank']);
    expect(unreadable[0]?.message).toMatch(/^a\.nrbank is not a usable bank: bank\.json names .* twice/);
    expect(banks.map(({ id }) => id)).toEqual(['factory', 'hits.nrbank']);
    expect((await reader.readSet('hits.nrbank', 'kick')).frames).toBe(30);
    expect(reader.cachedBytes).toBe(SET_BYTES);
  });

  it('reads bank.json alone for the list, and curves when a set is played', async () => {
    install('hits.nrbank', bankWithDamagedCurve());
    const reader = readerOf();
    expect((await reader.list()).banks[1]).toMatchObject({ id: 'hits.nrbank', sets: [{ name: 'kick' }, {}] });
    expect(reader.cachedBytes).toBe(0);
    expect((await reader.readSet('hits.nrbank', 'kick')).name).toBe('kick');
    expect(await namedErrorOf(() => reader.readSet('hits.nrbank', 'snare'))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringMatching(/^hits\.nrbank is not a usable bank: sets\/1\/rms\.f32/),
    });
  });

  it('lists a bank beyond the unpacked size of all banks with the reason, and does not load it', async () => {
    for (const file of ['a.nrbank', 'b.nrbank', 'my-sounds.nrbank']) install(file, hitsFile());
    const reader = readerOf({ curveBytes: 2 * HITS_BYTES });
    const { banks, unreadable } = await reader.list();
    expect(banks.map(({ id }) => id)).toEqual(['factory', 'a.nrbank', 'my-sounds.nrbank']);
    expect(unreadable).toMatchObject([
      { file: 'b.nrbank', message: expect.stringMatching(/^b\.nrbank is not loaded: all banks would take more than/) },
    ]);
    expect(await namedErrorOf(() => reader.readSet('b.nrbank', 'kick'))).toMatchObject({ kind: 'bad-file' });
  });

  it.each([
    ['number of files', { files: 1 }, /there are 1 others/],
    ['size of their bank.json', { indexBytes: 6000 }, /the lists of sets of all banks would take more/],
  ])('limits the %s', async (_what, limits, reason) => {
    for (const file of ['a.nrbank', 'b.nrbank']) install(file, hitsFile());
    const { banks, unreadable } = await readerOf(limits).list();
    expect(banks.map(({ id }) => id)).toEqual(['factory', 'a.nrbank']);
    expect(unreadable).toMatchObject([{ file: 'b.nrbank', message: expect.stringMatching(reason) }]);
  });

  it('loads a bank once there is room, and after its file was replaced', async () => {
    for (const file of ['a.nrbank', 'b.nrbank']) install(file, hitsFile());
    const library = libraryOf({ curveBytes: HITS_BYTES });
    expect((await library.list()).unreadable).toHaveLength(1);
    const { banks } = await library.edit('a.nrbank', { kind: 'remove-bank' });
    expect(banks.map(({ id }) => id)).toEqual(['factory', 'b.nrbank']);
    expect((await library.loadSet('b.nrbank', 'kick')).frames).toBe(30);
    install('b.nrbank', packBank({ name: 'New', licence: 'CC0', sets: [impactSet({ name: 'kick', frames: 9 })] }));
    expect((await library.loadSet('b.nrbank', 'kick')).frames).toBe(9);
  });

  it('refuses an import without room, and still lets banks shrink', async () => {
    install('a.nrbank', hitsFile());
    install('b.nrbank', hitsFile());
    const library = libraryOf({ curveBytes: HITS_BYTES + 1 });
    const path = join(paths.root, 'sent');
    writeFileSync(path, hitsFile());
    expect(await namedErrorOf(() => library.importBank({ path, name: 'sent.nrbank' }))).toMatchObject({
      kind: 'cannot-write',
    });
    await library.edit('a.nrbank', { kind: 'remove-set', set: 'kick' });
    await library.edit('b.nrbank', { kind: 'remove-bank' });
    expect((await library.list()).banks[1]?.sets.map(({ name }) => name)).toEqual(['snare']);
  });

  it('exports a bank without keeping its curves', async () => {
    install('hits.nrbank', hitsFile());
    const { bytes } = await libraryOf({}).exportBank('hits.nrbank');
    expect(Buffer.from(bytes)).toEqual(readFileSync(join(paths.folder, 'hits.nrbank')));
  });
});

it('keeps the sets that were used last, within a size', () => {
  const cache = createSetCache(2 * SET_BYTES);
  for (const name of ['a', 'b']) cache.put(name, impactSet({ name, frames: 30 }));
  cache.get('a');
  cache.put('c', impactSet({ name: 'c', frames: 30 }));
  expect(['a', 'b', 'c'].filter((name) => cache.get(name) !== undefined)).toEqual(['a', 'c']);
  cache.put('large', impactSet({ frames: 90 }));
  expect([cache.get('large'), cache.bytes]).toEqual([undefined, 0]);
});
