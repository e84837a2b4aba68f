import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { runGuest } from './guest.ts';
import { buildGuestPackage } from './guest-package.ts';
import { guestScript, TEST_BENCH } from './perform.ts';
import { setUp } from './setup.ts';
import { readGuestWiring } from './wiring.ts';

export interface ShellOptions {
  readonly board: string;
  readonly out: string;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

/**
 * Boots a guest with its chips at rest and connects its POSIX shell to this process's standard input and output, until the shell ends or a
 * signal arrives.
 *
 * @throws NeurorackError 'timeout' after `seconds`, 'device-fault' when the guest fails
 */
export async function openGuestShell({ board, out, seconds, log: say }: ShellOptions): Promise<void> {
  const files = setUp(say);
  const guestPackage = buildGuestPackage(board, say);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(guestPackage.board, `${out}/board.json`);
  const power = new AbortController();
  const off = (): void => power.abort();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, off);
  const script = guestScript(
    {
      HERE: resolve('ci/virtual-board'),
      MODULES: files.modules,
      TEST_BENCH: resolve(TEST_BENCH),
      PACKAGES: guestPackage.packages,
      ...readGuestWiring(guestPackage.board),
    },
    'shell.sh',
  );
  const end = await runGuest({ files, script, out, seconds, hasPort: true, signal: power.signal });
  if (end.kind === 'power-cut' || (end.kind === 'ended' && end.code === 0)) return;
  throw new NeurorackError(
    end.kind === 'out-of-time' ? 'timeout' : 'device-fault',
    `the guest has ended by itself: ${end.kind} after ${end.seconds.toFixed(0)} s`,
    { remedy: `look at the logs in ${out}` },
  );
}
