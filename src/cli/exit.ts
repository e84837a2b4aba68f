import type { ErrorKind } from '../contracts/errors.ts';

/** Exit codes: success; a negative result, as a failed check; wrong usage; a fault of a device or a file. */
export const EXIT = { success: 0, negative: 1, usage: 2, fault: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an error: wrong usage for a bad option, a fault for everything else. */
export function exitCodeOf(kind: ErrorKind): ExitCode {
  return kind === 'usage' ? EXIT.usage : EXIT.fault;
}

/** Thrown by a verb with a negative result, which it has printed already: exit code 1, no further output. */
export class NegativeResult extends Error {
  constructor() {
    super('negative result');
    this.name = 'NegativeResult';
  }
}

/** Ends the verb with exit code 1; the verb has printed the result before. */
export function exitNegative(): never {
  throw new NegativeResult();
}
