import { execFile } from 'node:child_process';
import { NeurorackError } from '../../src/contracts/errors.ts';

/**
 * Runs a program of the lab's computer, without a shell. Resolves with its standard output.
 *
 * @throws NeurorackError 'missing-library' when it is not installed, 'timeout', 'device-fault' for an exit code other than 0
 */
export function runProgram(
  words: readonly string[],
  { seconds, env }: { readonly seconds: number; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const options = { timeout: 1000 * seconds, env: { ...process.env, ...env }, maxBuffer: 2 ** 20 };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const reason = stderr.trim().split('\n').at(-1) || error.message;
      const fault = (kind: 'missing-library' | 'timeout' | 'device-fault', what: string, remedy: string): void =>
        reject(new NeurorackError(kind, `${program}: ${what}`, { remedy, cause: error }));
      if (error.code === 'ENOENT') fault('missing-library', 'it is not on this computer', 'install it');
      else if (error.killed) fault('timeout', `it took more than ${seconds} s`, 'try it by hand');
      else fault('device-fault', reason, 'try it by hand');
    });
  });
}

/**
 * Waits for `work`, at most `seconds`.
 *
 * @throws NeurorackError 'timeout'
 */
export async function withTimeout<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const remedy = 'check whether the board still answers';
      reject(new NeurorackError('timeout', `${what} took more than ${seconds} s`, { remedy }));
    }, 1000 * seconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // after the timeout
  }
}
