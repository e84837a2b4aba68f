import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { tryLock } from '../../src/files/process-lock.ts';

/**
 * Locks a board for this process among all processes of this computer; the lock of a process that has ended is free. Resolves with the unlock.
 *
 * @throws NeurorackError 'busy' while another process has it
 */
export async function takeLock(board: string, folder: string = tmpdir()): Promise<() => Promise<void>> {
  const file = join(folder, `neurorack-lab-${board}.lock`);
  const lock = await tryLock(file);
  if (lock !== undefined) return lock.release;
  const [holder] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  throw new NeurorackError('busy', `another run has the board ${board} (process ${holder || 'unknown'})`, {
    remedy: `wait for it to end; if no run is active, remove ${file}`,
  });
}
