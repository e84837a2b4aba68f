import { NeurorackError } from '../contracts/errors.ts';
import { withoutControls } from '../descriptors/visible-text.ts';
import { EXIT, type ExitCode, exitCodeOf, NegativeResult } from './exit.ts';

/** Prints `error:` and `remedy:` on stderr, the stack only with NEURORACK_DEBUG set, and returns the exit code. */
export function reportError(error: unknown): ExitCode {
  if (error instanceof NegativeResult) return EXIT.negative;
  const { message, remedy, code } = describeError(error);
  const lines = message.split('\n').map(withoutControls);
  process.stderr.write(`error: ${lines.join('\n')}\nremedy: ${remedy}\n`);
  if (process.env.NEURORACK_DEBUG) process.stderr.write(`${stackOf(error)}\n`);
  return code;
}

function describeError(error: unknown): { message: string; remedy: string; code: ExitCode } {
  if (error instanceof NeurorackError) {
    return { message: error.message, remedy: error.remedy, code: exitCodeOf(error.kind) };
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
    return {
      message: 'the working directory no longer exists',
      remedy: 'change to a folder that exists',
      code: EXIT.fault,
    };
  }
  return {
    message: error instanceof Error ? error.message : String(error),
    remedy: 'this is a bug of neurorack: run again with NEURORACK_DEBUG=1 and report the output',
    code: EXIT.fault,
  };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
