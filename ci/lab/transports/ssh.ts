import type { Destination } from '../../../src/cli/deploy/destination.ts';
import { openShell } from '../../../src/cli/deploy/ssh.ts';
import { takeLock } from '../lock.ts';
import type { Transport } from './transport.ts';

export interface SshOptions extends Destination {
  readonly id: string;
  readonly prefix: string;
  readonly nodeModules?: string | undefined;
}

/** A board reached by the ssh of this computer, like `neurorack deploy`. */
export function createSshTransport({ id, prefix, nodeModules, ...destination }: SshOptions): Transport {
  return {
    reserve: () => takeLock(id),
    open: () => openShell(destination),
    prefix,
    nodeModules: async () => nodeModules,
  };
}
