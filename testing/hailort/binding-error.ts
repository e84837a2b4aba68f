import { expect } from 'vitest';
import { HailortError, type HailortErrorCode } from '../../targets/hailort-node/src/index.ts';

/** Expects a HailortError of this code, with a remedy, whose message contains `words`. Returns it. */
export async function expectHailortError(
  action: () => unknown,
  code: HailortErrorCode,
  words = '',
): Promise<HailortError> {
  let thrown: unknown;
  try {
    await action();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof HailortError)) throw new Error(`no HailortError but ${String(thrown)}`);
  expect(thrown).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(thrown.remedy).not.toBe('');
  return thrown;
}
