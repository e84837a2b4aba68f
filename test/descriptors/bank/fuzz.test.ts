import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { checkSet } from '../../../src/descriptors/check-set.ts';
import { hash } from '../../../src/numeric/hash.ts';
import { impactSet } from '../sample-sets.ts';
import { withMoving } from '../with-moving.ts';

const MUTANTS = 10_000;
const WORDS = [
  'NaN',
  '-1',
  '1e999',
  '4294967295',
  'null',
  '[]',
  '{}',
  '"../x"',
  '"/x"',
  '"\\u0000"',
  '',
  '3',
  '"__proto__"',
];

const whole = packBank({ name: 'one hit', licence: 'CC0', sets: [withMoving(impactSet({ name: 'kick', frames: 4 }))] });
const files = unzipSync(whole);
const index = strFromU8(files['bank.json'] ?? new Uint8Array());

/** A seeded source of whole numbers below a bound. */
function numbersFrom(seed: number): (below: number) => number {
  let at = 0;
  return (below) => hash(hash(seed) + at++) % below;
}

/** Damages the zip itself, headers included: bytes set, flipped, cut off, cut out or inserted. */
function damagedZip(below: (n: number) => number): Uint8Array {
  const bytes = Uint8Array.from(whole);
  for (let n = 1 + below(8); n > 0; n--) bytes[below(bytes.length)] = [0, 0xff, 0x80, below(256)][below(4)] ?? 0;
  const [a, b] = [below(bytes.length), below(bytes.length)].sort((x, y) => x - y);
  const how = below(6);
  if (how === 0) return bytes.subarray(0, a);
  if (how === 1) return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
  if (how === 2) return Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
  return bytes;
}

/** An intact zip with a changed index: a value replaced, or part of its text removed. */
function changedIndex(below: (n: number) => number): Uint8Array {
  const values = [...index.matchAll(/"[^"]*"|\d+/g)];
  const { 0: text, index: at } = values[below(values.length)] ?? { 0: '', index: 0 };
  const end = below(3) === 0 ? Math.min(index.length, at + below(200)) : at + text.length;
  const changed = index.slice(0, at) + (WORDS[below(WORDS.length)] ?? '') + index.slice(end);
  return zipSync({ ...files, 'bank.json': strToU8(changed) }, { level: 0 });
}

/** An intact zip with changed curve values and a matching checksum: only the values are wrong; what moves may also be cut off. */
function changedCurve(below: (n: number) => number): Uint8Array {
  const names = Object.keys(files).filter((name) => name !== 'bank.json');
  const name = below(4) === 0 ? 'sets/0/moving.bin' : (names[below(names.length)] ?? '');
  const content = files[name] ?? new Uint8Array();
  const isCut = name.endsWith('.bin') && below(4) === 0;
  const curve = content.slice(0, isCut ? 1 + below(content.length) : content.length);
  for (let n = 1 + below(4); n > 0; n--) curve[below(curve.length)] = [0xff, 0x7f, 0xc0, below(256)][below(4)] ?? 0;
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const changed = index.replace(digest(content), digest(curve));
  return zipSync({ ...files, [name]: curve, 'bank.json': strToU8(changed) }, { level: 0 });
}

/** The reason of a refusal without its numbers and names; undefined for an unexpected error. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof NeurorackError) || error.kind !== 'bad-file' || error.remedy === '') return undefined;
  const [, reason = ''] = /^x\.nrbank is not a usable bank: (.{8,})/s.exec(error.message) ?? [];
  return reason === '' ? undefined : reason.replace(/\d+|'.*?'/g, '#');
}

const MUTATIONS = [damagedZip, changedIndex, changedCurve];
/** CPU time of a bank of a kilobyte, µs: a hang, not a slow computer. */
const MAX_CPU_US = 5_000_000;
/** Growth of the memory of this process over all mutants, bytes: a bank states no size that is not checked before it is taken. */
const MAX_GROWTH_BYTES = 512 * 2 ** 20;

it('refuses each of 10 000 mutated banks with a reason, or reads valid sets from it: the original ones where bytes are damaged', async () => {
  const original = await unpackBank(Buffer.from(whole), 'x.nrbank');
  const memory = process.memoryUsage.rss();
  const reasons = new Map<string, number>();
  let played = 0;
  for (let seed = 0; seed < MUTANTS; seed++) {
    const below = numbersFrom(seed);
    const mutate = MUTATIONS[seed % MUTATIONS.length] ?? damagedZip;
    const mutant = mutate(below);
    const before = process.cpuUsage();
    try {
      const bank = await unpackBank(Buffer.from(mutant), 'x.nrbank');
      bank.sets.forEach(checkSet);
      // Checksums cover all that is read: damaged bytes change nothing, or refuse the bank.
      if (mutate === damagedZip && !isDeepStrictEqual(bank, original)) throw new Error('it is another bank');
      played++;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw new Error(`mutant ${seed} throws an unexpected error`, { cause: error });
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    if (process.cpuUsage(before).user > MAX_CPU_US) throw new Error(`mutant ${seed} takes too long`);
  }
  expect(process.memoryUsage.rss() - memory).toBeLessThan(MAX_GROWTH_BYTES);
  // Mutants reach every stage: zip, index, values. Not all are refused.
  for (const word of [
    'bank.json: ',
    'JSON',
    'central directory',
    'local file header',
    'curve ',
    'missing',
    'not a plain relative path',
    'newer',
    'moving.bin: its track',
    'moving.bin: it ends',
    'moving.bin: it has',
  ]) {
    expect(
      [...reasons.keys()].filter((reason) => reason.includes(word)),
      word,
    ).not.toEqual([]);
  }
  expect(played).toBeGreaterThan(100);
}, 120_000);
