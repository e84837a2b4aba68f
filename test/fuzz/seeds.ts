import { hash } from '../../src/numeric/hash.ts';

/** A seeded source of whole numbers from 0 up to and without a bound. */
export type Below = (bound: number) => number;

const isNightly = process.env.NEURORACK_NIGHTLY === '1';

/** The seeds of a test: `short` of them, `nightly` with NEURORACK_NIGHTLY=1, or the one of FUZZ_SEED to run a failure again. */
export function seeds({ short, nightly }: { readonly short: number; readonly nightly: number }): number[] {
  const { FUZZ_SEED: one } = process.env;
  if (one !== undefined) return [Number(one)];
  return Array.from({ length: isNightly ? nightly : short }, (_, seed) => seed);
}

export function numbersFrom(seed: number): Below {
  let at = 0;
  return (bound) => hash(hash(seed) + at++) % Math.max(1, bound);
}

/** One of the values. */
export function oneOf<T>(below: Below, values: readonly T[]): T {
  return values[below(values.length)];
}

/** An error that names the seed, so that `FUZZ_SEED` runs it again. */
export function failure(seed: number, what: string, cause?: unknown): Error {
  return new Error(`FUZZ_SEED=${seed}: ${what}`, { cause });
}

const BYTES = [0, 0xff, 0x80, 0x7f];

/** Damaged bytes: set, cut off, cut out, doubled or exchanged. The first `keep` bytes stay. */
export function damaged(whole: Uint8Array, below: Below, keep = 0): Buffer {
  const bytes = Buffer.from(whole);
  const place = (): number => keep + below(bytes.length - keep);
  for (let n = below(8); n > 0; n--) bytes[place()] = below(2) === 0 ? oneOf(below, BYTES) : below(256);
  const [a, b] = [place(), place()].sort((x, y) => x - y);
  switch (below(8)) {
    case 0:
      return bytes.subarray(0, a);
    case 1:
      return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
    case 3:
      bytes.fill(oneOf(below, BYTES), a, Math.min(b, a + 64));
      return bytes;
    default:
      return bytes;
  }
}

/** Words that parsers have failed on. */
export const WORDS = [
  ...['', '0', '-1', '-0', 'NaN', 'Infinity', '1e999', '-1e308', '1e-320', '4294967296', '9007199254740993', '0x10'],
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '""',
    '"__proto__"',
    '"constructor"',
    '"../x"',
    '"/dev/zero"',
    '"\\u0000"',
    '"\\ud800"',
  ],
  ...[
    '{"__proto__":{"a":1}}',
    '[[[[[[[[]]]]]]]]',
    '\u0000',
    '\ufeff',
    '\ud800',
    '\u202e',
    '\r',
    '\n',
    '\t',
    ' ',
    ',',
    ':',
    '#',
  ],
  ...['&a', '*a', '!!js/function', '<<: *a', '- ', '|', '>', '%', "'", '"', '\\', '..', '->', '+', '-'],
];

/** Text with words replaced, removed, repeated or inserted. */
export function damagedText(text: string, below: Below): string {
  let changed = text;
  for (let n = 1 + below(4); n > 0; n--) {
    const words = [...changed.matchAll(/[\w.]+|"[^"\n]*"/g)];
    const word = oneOf(below, words) ?? { 0: '', index: 0 };
    const at = below(3) === 0 ? below(changed.length) : word.index;
    const end = at + (below(4) === 0 ? below(40) : word[0].length);
    const inserted = below(16) === 0 ? oneOf(below, WORDS).repeat(1 + below(5000)) : oneOf(below, WORDS);
    const kept = below(6) === 0 ? changed.slice(at, end) : '';
    changed = changed.slice(0, at) + inserted + kept + changed.slice(end);
  }
  return changed;
}
