import { CommanderError } from 'commander';
import { print } from '../../../src/app/terminal/print.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { reportError } from '../../../src/cli/report-error.ts';
import { type ErrorKind, NeurorackError } from '../../../src/contracts/errors.ts';

/** Kinds of errors caused by this computer, not by the product: it cannot run a virtual board, or is too busy. */
const NOT_HERE: readonly ErrorKind[] = ['unsupported', 'missing-library', 'timeout'];

/**
 * Reports the error that ended a command line, and returns its exit code; with VIRTUAL_BOARD_MAY_SKIP an error of this
 * computer skips the run, by `name`.
 */
export function exitCodeOf(error: unknown, name: string): number {
  if (process.env.VIRTUAL_BOARD_MAY_SKIP && error instanceof NeurorackError && NOT_HERE.includes(error.kind)) {
    print(`skipped: ${name}: ${error.message}`);
    return EXIT.success;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  return reportError(error);
}
