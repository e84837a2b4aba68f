import type { ErrorKind } from '../contracts/errors.ts';

/** What a shell sees: done, the answer is no, used wrongly, a device or a file at fault. */
export const EXIT = { success: 0, negative: 1, usage: 2, fault: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an error: a bad option is the caller's, everything else the file's or the device's. */
export function exitCodeOf(kind: ErrorKind): ExitCode {
  return kind === 'usage' ? EXIT.usage : EXIT.fault;
}

/** Thrown by a verb that has printed its answer, and the answer is 'no' (a check failed): exit code 1, nothing more said. */
export class NegativeResult extends Error {
  constructor() {
    super('the answer is no');
    this.name = 'AnswerNo';
  }
}

/** Ends the verb with exit code 1; what failed has been printed before. */
export function exitNegative(): never {
  throw new NegativeResult();
}
