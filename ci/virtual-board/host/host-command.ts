import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { type ErrorKind, NeurorackError } from '../../../src/contracts/errors.ts';

/** Longest of them: unpacking the kernel, ms. */
const PATIENCE_MS = 600_000;

/**
 * Runs a program of this computer to its end; gives what it printed.
 *
 * @throws NeurorackError 'missing-library' when there is no such program, `fault` (default 'device-fault') when it fails, with the end of
 * what it said
 */
export function runHostCommand(
  program: string,
  words: readonly string[],
  options: Pick<SpawnSyncOptions, 'cwd' | 'input' | 'env'> & { readonly fault?: ErrorKind } = {},
): string {
  const { fault = 'device-fault', ...others } = options;
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    ...others,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    maxBuffer: 1 << 26,
  });
  const line = [program, ...words].join(' ').slice(0, 200);
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    throw new NeurorackError('missing-library', `there is no ${program} here`, {
      remedy: 'run `node ci/virtual-board/run.js setup` as root on Debian 12',
      cause: error,
    });
  }
  if (status !== 0) {
    throw new NeurorackError(fault, `\`${line}\` failed: ${`${stderr}\n${stdout}`.trim().slice(-1500)}`, {
      remedy: 'try it by hand',
      cause: error,
    });
  }
  return stdout;
}
