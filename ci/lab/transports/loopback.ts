import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShell } from '../../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { takeLock } from '../lock.ts';
import { type LocalOptions, linkPackages } from './local.ts';
import { type LoopbackSshd, startLoopbackSshd } from './loopback-sshd.ts';
import type { Transport } from './transport.ts';

/** This computer as a board reached by ssh, through its own sshd on 127.0.0.1, which runs while the board is reserved. */
export function createLoopbackTransport({ id, root, folder }: LocalOptions): Transport {
  let sshd: LoopbackSshd | undefined;
  return {
    reserve: async () => {
      const unlock = await takeLock(id);
      // Outside the board's folder, whose users need no access to the keys.
      const keys = await mkdtemp(join(tmpdir(), 'nr-sshd-'));
      const stop = async (): Promise<void> => {
        sshd?.close();
        sshd = undefined;
        await rm(keys, { recursive: true, force: true });
        await unlock();
      };
      try {
        sshd = await startLoopbackSshd(keys);
      } catch (error) {
        await stop();
        throw error;
      }
      return stop;
    },
    open: async () => {
      if (sshd === undefined) {
        throw new NeurorackError('missing-device', `${id} is not reserved`, { remedy: 'reserve it first' });
      }
      return openShell({ host: sshd.host, config: sshd.config() });
    },
    prefix: folder,
    nodeModules: (bundle) => linkPackages(bundle, { root, folder: join(folder, 'packages') }),
  };
}
