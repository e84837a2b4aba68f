import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoopbackSshd, makeKey, startLoopbackSshd } from '../../ci/lab/transports/loopback-sshd.ts';

export { freePort, noSshd } from '../../ci/lab/transports/loopback-sshd.ts';

/** A board on loopback, behind a real sshd; everything it has is in one folder. */
export interface SshBoard extends LoopbackSshd {
  /** Folder that acts as the board's root. */
  readonly prefix: string;
  /** Replaces a program of the board, or removes the replacement. */
  program(name: string, script: string): void;
}

/** @param root name of the folder that acts as the board's root */
export async function startSshBoard(root = 'prefix'): Promise<SshBoard> {
  const folder = mkdtempSync(join(tmpdir(), 'nr-sshd-'));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at(`${root}/proc/device-tree`), { recursive: true });
  makeKey(at('other'));
  writeFileSync(at('nobody'), '');
  return {
    ...(await startLoopbackSshd(folder)),
    prefix: at(root),
    program: (name, script) => {
      writeFileSync(at(`programs/${name}`), `#!/bin/sh\n${script}\n`);
      chmodSync(at(`programs/${name}`), 0o755);
    },
  };
}

/** A wrong key and a wrong list of known hosts. */
export const wrong = (board: SshBoard): Record<'known' | 'identity', string> => ({
  known: join(dirname(board.prefix), 'nobody'),
  identity: join(dirname(board.prefix), 'other'),
});
