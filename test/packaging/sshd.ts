import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoopbackSshd, makeKey, startLoopbackSshd } from '../../ci/lab/transports/loopback-sshd.ts';

export { freePort, noSshd } from '../../ci/lab/transports/loopback-sshd.ts';

/** A board on loopback, behind a real sshd; everything it has is in one folder. */
export interface SshBoard extends LoopbackSshd {
  /** What is / on the board. */
  readonly prefix: string;
  /** Puts a program in the place of the board's own, or takes it away again. */
  program(name: string, script: string): void;
}

export async function startSshBoard(): Promise<SshBoard> {
  const folder = mkdtempSync(join(tmpdir(), 'nr-sshd-'));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('prefix/proc/device-tree'), { recursive: true });
  makeKey(at('other'));
  writeFileSync(at('nobody'), '');
  return {
    ...(await startLoopbackSshd(folder)),
    prefix: at('prefix'),
    program: (name, script) => {
      writeFileSync(at(`programs/${name}`), `#!/bin/sh\n${script}\n`);
      chmodSync(at(`programs/${name}`), 0o755);
    },
  };
}

/** Keys and lists of hosts that are not the right ones, beside the right ones. */
export const wrong = (board: SshBoard): Record<'known' | 'identity', string> => ({
  known: join(dirname(board.prefix), 'nobody'),
  identity: join(dirname(board.prefix), 'other'),
});
