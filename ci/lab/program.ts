import { execFile } from 'node:child_process';
import { NeurorackError } from '../../src/contracts/errors.ts';

/**
 * Runs a program of the lab's own computer; no shell sees its words. Resolves with what it printed.
 *
 * @throws NeurorackError 'missing-library' when it is not there, 'timeout', 'device-fault' for another exit code than 0
 */
export function runProgram(
  words: readonly string[],
  { seconds, env }: { readonly seconds: number; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  const [program = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const options = { timeout: 1000 * seconds, env: { ...process.env, ...env }, maxBuffer: 2 ** 20 };
    execFile(program, rest, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = stderr.trim().split('\n').at(-1) || error.message;
      const fault = (kind: 'missing-library' | 'timeout' | 'device-fault', what: string, remedy: string): void =>
        reject(new NeurorackError(kind, `${program}: ${what}`, { remedy, cause: error }));
      if (error.code === 'ENOENT') fault('missing-library', 'it is not on this computer', 'install it');
      else if (error.killed) fault('timeout', `it took more than ${seconds} s`, 'try it by hand');
      else fault('device-fault', said, 'try it by hand');
    });
  });
}

/**
 * Waits for `work` no longer than that.
 *
 * @throws NeurorackError 'timeout'
 */
export async function withTimeout<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const remedy = 'look whether the board still answers';
      reject(new NeurorackError('timeout', `${what} took more than ${seconds} s`, { remedy }));
    }, 1000 * seconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // it came too late
  }
}
