import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { isAlive } from '../../src/files/process-life.ts';

/**
 * Locks a board for this process among all processes of this computer; the lock of a process that has ended is free. Resolves with the unlock.
 *
 * @throws NeurorackError 'busy' while another process has it
 */
export async function takeLock(board: string, folder: string = tmpdir()): Promise<() => Promise<void>> {
  const file = join(folder, `neurorack-lab-${board}.lock`);
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (cause) {
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (attempt === 1 && !isAlive(holder)) await rm(file, { force: true });
      else
        throw new NeurorackError('busy', `another run has the board ${board} (process ${holder || 'unknown'})`, {
          remedy: `wait for it to end; if nobody runs, remove ${file}`,
          cause,
        });
    }
  }
}
