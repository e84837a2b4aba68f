import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MAX_BANK_ENTRIES, openBank, unpackSets } from '../../../src/descriptors/bank/open-bank.ts';
import { unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { openZipBytes } from '../../../src/descriptors/bank/zip-bytes.ts';
import { hash } from '../../../src/numeric/hash.ts';
import { impactSet } from '../sample-sets.ts';
import { withMoving } from '../with-moving.ts';

const FACTORY = fileURLToPath(new URL('../../../banks/factory.nrbank', import.meta.url));
const MUTANTS = 1000;

const unpackInMemory = async (bytes: Uint8Array) =>
  unpackSets(await openBank(async () => openZipBytes(bytes, { maxEntries: MAX_BANK_ENTRIES }), 'a.nrbank'));
const open = (bytes: Uint8Array, maxEntries = 9) => openZipBytes(bytes, { maxEntries });
const zipOf = (name: string, level: 0 | 9 = 9) => zipSync({ [name]: strToU8('x'.repeat(5000)) }, { level });
const outcomeOf = (work: Promise<unknown>) => work.catch(() => 'refused');

describe('a zip in memory', () => {
  it('unpacks the factory bank as the reader of files does', async () => {
    const bytes = readFileSync(FACTORY);
    expect(await unpackInMemory(bytes)).toEqual(await unpackBank(bytes, FACTORY));
  });

  it('refuses damaged banks as the reader of files does', async () => {
    const whole = packBank({ name: 'x', licence: 'CC0', sets: [withMoving(impactSet({ name: 'kick', frames: 4 }))] });
    let refused = 0;
    for (let seed = 0; seed < MUTANTS; seed++) {
      const bytes = Uint8Array.from(whole);
      for (let n = 0; n <= seed % 3; n++) bytes[hash(8 * seed + n) % bytes.length] ^= 1 << (hash(seed) % 8);
      const mutant = seed % 5 === 0 ? bytes.subarray(0, hash(seed) % bytes.length) : bytes;
      const [ours, expected] = await Promise.all([
        outcomeOf(unpackInMemory(mutant)),
        outcomeOf(unpackBank(Buffer.from(mutant), 'a.nrbank')),
      ]);
      // A field that no bank uses, such as a date, may be read by one alone; what both read is equal.
      if (ours === 'refused') refused++;
      else if (expected !== 'refused') expect(ours).toEqual(expected);
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
  });

  it.each([
    ['a path outside', () => open(zipOf('../x')), 'invalid path'],
    ['an absolute path', () => open(zipOf('/x')), 'invalid path'],
    ['a file that is no zip', () => open(strToU8('no zip, but long enough for an end record')), 'not a zip'],
    ['too many entries', () => open(zipOf('x'), 0), '1 entries, at most 0'],
  ])('refuses %s', (_, work, message) => {
    expect(work).toThrow(message);
  });

  it('refuses an entry that is longer than stated, above the limit, or missing', async () => {
    const bytes = zipOf('x');
    const stated = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 6, true) + 24;
    await expect(open(bytes).read('x', { maxBytes: 4999 })).rejects.toThrow('5000 bytes, at most 4999');
    await expect(open(bytes).read('y', { maxBytes: 1 })).rejects.toThrow('missing');
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(stated, 100, true);
    await expect(open(bytes).read('x', { maxBytes: 5000 })).rejects.toThrow('more bytes than the 100 stated');
  });

  it.each([0, 9] as const)('refuses changed content at level %i by its CRC-32', async (level) => {
    const bytes = zipOf('x', level);
    bytes[32] ^= 1;
    await expect(open(bytes).read('x', { maxBytes: 5000 })).rejects.toThrow(/x/);
  });
});
