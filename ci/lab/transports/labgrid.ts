import { NeurorackError } from '../../../src/contracts/errors.ts';
import { runProgram } from '../program.ts';
import type { Transport } from './transport.ts';

export interface LabgridOptions {
  readonly place: string;
  /** Shell of the board of that place. */
  readonly ssh: Transport;
  /** Longest wait for another user of the place, seconds. Default four hours. */
  readonly waitSeconds?: number;
}

/** Timeout of labgrid's other commands. */
const COMMAND_SECONDS = 120;

/**
 * A board that is a place of labgrid: `labgrid-client` reserves it, in labgrid's queue, and switches its power; the coordinator is that of
 * the environment (LG_COORDINATOR). Commands go by SSH.
 */
export function createLabgridTransport({ place, ssh, waitSeconds = 4 * 3600 }: LabgridOptions): Transport {
  const client = (words: readonly string[], seconds = COMMAND_SECONDS): Promise<string> =>
    runProgram(['labgrid-client', ...words], { seconds });
  return {
    ...ssh,
    reserve: async () => {
      const said = await client(['reserve', '--wait', '--shell', `name=${place}`], waitSeconds);
      const token = /^export LG_TOKEN=([A-Za-z0-9_-]+)$/m.exec(said)?.[1];
      if (token === undefined) {
        throw new NeurorackError('device-fault', `labgrid gave no token for the place ${place}`, {
          remedy: `see \`labgrid-client reservations\`; is there a place '${place}'?`,
        });
      }
      const cancel = (): Promise<string> => client(['cancel-reservation', token]);
      try {
        await client(['-p', `+${token}`, 'acquire']);
      } catch (error) {
        await cancel().catch(() => undefined); // the first error says more
        throw error;
      }
      return async () => {
        await client(['-p', place, 'release']);
        await cancel();
      };
    },
    powerCycle: async () => {
      await client(['-p', place, 'power', 'cycle']);
    },
  };
}
