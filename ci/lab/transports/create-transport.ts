import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { BoardEntry, Connect } from '../boards-file.ts';
import { runProgram } from '../program.ts';
import { createLabgridTransport } from './labgrid.ts';
import { createLocalTransport } from './local.ts';
import { createLoopbackTransport } from './loopback.ts';
import { createSshTransport } from './ssh.ts';
import type { Transport } from './transport.ts';
import { createVirtualBoardTransport } from './virtual-board.ts';

export interface TransportContext {
  /** The boards file; its paths are relative to its folder. */
  readonly file: string;
  /** The checkout. */
  readonly root: string;
}

const SWITCH_SECONDS = 120;

/** The transport of an entry of the boards file, with the entry's own power switch where there is one. */
export function createTransport(entry: BoardEntry, place: TransportContext): Transport {
  const transport = plain(entry, place);
  const { power } = entry;
  if (power === undefined) return transport;
  return {
    ...transport,
    powerCycle: async () => {
      await runProgram(power.cycle, { seconds: SWITCH_SECONDS });
    },
  };
}

function plain({ id, connect }: BoardEntry, { file, root }: TransportContext): Transport {
  switch (connect.by) {
    case 'local':
      return createLocalTransport({ id, root, folder: join(tmpdir(), 'neurorack-lab', id) });
    case 'loopback':
      return createLoopbackTransport({ id, root, folder: join(tmpdir(), 'neurorack-lab', id) });
    case 'ssh':
      return createSshTransport({ id, ...sshOf(connect, file) });
    case 'labgrid':
      return createLabgridTransport({
        place: connect.place,
        ssh: createSshTransport({ id, ...sshOf(connect, file) }),
      });
    case 'virtual-board': {
      const { command, bootSeconds, prefix, nodeModules } = connect;
      return createVirtualBoardTransport({ id, command, bootSeconds, prefix, nodeModules });
    }
  }
}

function sshOf(connect: Extract<Connect, { host: string }>, file: string) {
  const { host, port, identity, config, prefix, nodeModules } = connect;
  const beside = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : resolve(dirname(file), name);
  return { host, port, identity: beside(identity), config: beside(config), prefix, nodeModules };
}
