import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BANK_LIMITS, curveBytesOfAll } from '../../../src/descriptors/bank/bank-format.ts';
import { openPackedBank, unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { bankOfOverlappingEntries, bankOfSharedFiles } from '../../../testing/bank-bomb.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const FACTORY = fileURLToPath(new URL('../../../banks/factory.nrbank', import.meta.url));
/** Ten minutes of straight lines. */
const flat = impactSet({ name: 'flat', frames: BANK_LIMITS.framesPerSet });
const short = impactSet({ name: 'short', frames: 30 });

const faultOf = async (bytes: Buffer): Promise<string> =>
  (await namedErrorOf(() => unpackBank(bytes, 'bomb.nrbank'))).message;

describe('a bank that unpacks to much more than its size is refused:', () => {
  it('sets that share their files', async () => {
    const bomb = bankOfSharedFiles(flat, 40);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await faultOf(bomb)).toContain('bank.json names sets/0/rms.f32 twice');
    expect(await faultOf(bankOfSharedFiles(short, 2))).toContain('bank.json names sets/0/rms.f32 twice');
  });

  it('zip entries that share their data', async () => {
    expect(await faultOf(bankOfOverlappingEntries(flat, 40))).toMatch(/sets\/\d+\/\w+\.f32 overlaps another entry/);
    expect(await faultOf(bankOfOverlappingEntries(short, 2))).toMatch(/sets\/\d+\/\w+\.f32 overlaps another entry/);
  });

  it('a local header that moves the data of its entry onto another entry', async () => {
    const bytes = Buffer.from(packBank({ name: 'one', licence: 'CC0', sets: [short] }));
    expect((await unpackBank(bytes, 'x')).sets).toEqual([short]);
    const at = bytes.indexOf('sets/0/rms.f32') - 30;
    bytes.writeUInt16LE(2, at + 28);
    expect(await faultOf(bytes)).toContain('sets/0/rms.f32: overlaps another entry');
  });

  it('curves without content, packed more than fifty times', async () => {
    const sets = ['a', 'b', 'c'].map((name) => ({ ...flat, name }));
    expectNamedError(() => packBank({ name: 'flat', licence: 'CC0', sets }), 'bad-input', 'at most 50 times');
    // One such set stays below the size from which the ratio counts.
    expect((await unpackBank(Buffer.from(packBank({ name: 'flat', licence: 'CC0', sets: [flat] })), 'x')).sets).toEqual(
      [flat],
    );
  });
});

it('leaves real banks far below the ratio', async () => {
  const bytes = await readFile(FACTORY);
  const { index, curveBytes } = await openPackedBank(bytes, FACTORY);
  expect(curveBytes).toBeGreaterThanOrEqual(curveBytesOfAll(index.sets));
  expect((curveBytes / bytes.length) * 10).toBeLessThan(BANK_LIMITS.ratio);
});
