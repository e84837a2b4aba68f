import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DocumentKind, decodeDocument, encodeDocument } from '../../src/state/document.ts';

const first: DocumentKind<{ hertz: number }> = {
  format: 'neurorack-test',
  title: 'test',
  migrations: [],
  schema: z.object({ hertz: z.number() }),
};
const hertz = z.object({ hertz: z.number() });
const second: DocumentKind<{ octave: number }> = {
  ...first,
  migrations: [(content) => ({ octave: Math.log2(hertz.parse(content).hertz) })],
  schema: z.object({ octave: z.number() }),
};
const octave = z.object({ octave: z.number() });
const third: DocumentKind<{ cents: number }> = {
  ...first,
  migrations: [...second.migrations, (content) => ({ cents: 1200 * octave.parse(content).octave })],
  schema: z.object({ cents: z.number() }),
};

describe('a file of an earlier version', () => {
  it('is migrated step by step to the newest version', () => {
    expect(decodeDocument(third, encodeDocument(first, { hertz: 8 }))).toEqual({
      kind: 'valid',
      content: { cents: 3600 },
    });
    expect(decodeDocument(third, encodeDocument(second, { octave: 2 }))).toMatchObject({ content: { cents: 2400 } });
    expect(decodeDocument(third, encodeDocument(third, { cents: 5 }))).toMatchObject({ content: { cents: 5 } });
  });

  it('is invalid when a migration fails, naming the field', () => {
    const text = { ...first, schema: z.object({ hertz: z.string() }) };
    expect(decodeDocument(second, encodeDocument(text, { hertz: 'low' }))).toMatchObject({
      kind: 'faulty',
      reason: 'invalid',
      detail: expect.stringContaining('hertz: '),
    });
  });
});

it('rejects a file of a later version', () => {
  expect(decodeDocument(first, encodeDocument(third, { cents: 5 }))).toEqual({
    kind: 'faulty',
    reason: 'newer',
    detail: 'its version is 3, this instrument reads up to 1',
  });
});
