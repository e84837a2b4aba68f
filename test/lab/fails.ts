import { expect } from 'vitest';
import type { ErrorKind } from '../../src/contracts/errors.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

/** Expects `work` to end with a NeurorackError of this kind whose message contains `words`. */
export async function expectFailure(work: Promise<unknown>, kind: ErrorKind, words: string): Promise<void> {
  const { kind: found, message } = await namedErrorOf(() => work);
  expect([found, message]).toEqual([kind, expect.stringContaining(words)]);
}
