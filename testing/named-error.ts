import { expect } from 'vitest';
import { type ErrorKind, NeurorackError } from '../src/contracts/errors.ts';

/** Runs `action` and returns the NeurorackError that it throws; any other outcome fails the test. */
export async function namedErrorOf(action: () => unknown): Promise<NeurorackError> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof NeurorackError)) throw error;
    expect(error.message).not.toBe('');
    expect(error.remedy).not.toBe('');
    return error;
  }
  throw new Error('no error was thrown');
}

/** Expects a synchronous action to throw a NeurorackError of this kind whose message contains `words`. */
export function expectNamedError(action: () => unknown, kind: ErrorKind, words = ''): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(NeurorackError);
  expect(thrown).toMatchObject({ kind, message: expect.stringContaining(words) });
}

/** Expects an action to end with an error of this kind whose message and remedy match. */
export async function expectRefused(
  action: Promise<unknown>,
  kind: ErrorKind,
  message: RegExp,
  remedy: RegExp,
): Promise<void> {
  const error = await namedErrorOf(() => action);
  expect([error.kind, error.message, error.remedy]).toEqual([
    kind,
    expect.stringMatching(message),
    expect.stringMatching(remedy),
  ]);
}
