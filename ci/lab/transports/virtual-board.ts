import type { Shell } from '../../../src/cli/deploy/ssh.ts';
import { takeLock } from '../lock.ts';
import { openStreamShell } from './stream-shell.ts';
import type { Transport } from './transport.ts';

export interface VirtualBoardOptions {
  readonly id: string;
  readonly command: readonly string[];
  readonly bootSeconds: number;
  readonly prefix: string;
  readonly nodeModules?: string | undefined;
}

/**
 * A guest that a program boots, with its shell on the program's standard input and output. It runs while it is reserved: all shells are one,
 * and a power cycle boots it again.
 */
export function createVirtualBoardTransport(options: VirtualBoardOptions): Transport {
  const { id, command, bootSeconds, prefix, nodeModules } = options;
  let guest: Promise<Shell> | undefined;
  const boot = (): Promise<Shell> => {
    guest ??= openStreamShell({ name: id, command, bootSeconds });
    guest.catch(() => {
      guest = undefined;
    });
    return guest;
  };
  const shutDown = async (): Promise<void> => {
    const shell = await guest?.catch(() => undefined);
    guest = undefined;
    await shell?.close();
  };
  return {
    reserve: async () => {
      const unlock = await takeLock(id);
      return async () => {
        await shutDown();
        await unlock();
      };
    },
    powerCycle: async () => {
      await shutDown();
      await boot();
    },
    open: async () => ({ ...(await boot()), close: async () => undefined }),
    prefix,
    nodeModules: async () => nodeModules,
  };
}
