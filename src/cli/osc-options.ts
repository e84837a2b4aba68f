import { isIP } from 'node:net';
import { type Command, InvalidArgumentError } from 'commander';
import type { OscAddress } from '../panel/osc/osc-server.ts';
import { parseHost } from './host-option.ts';

const MAX_PORT = 65_535;

/** Adds the options of Open Sound Control. */
export function addOscOptions(command: Command): void {
  command
    .option('--osc <port>', 'play by OSC over UDP and WebSocket at this port, such as 9000 (docs/osc.md)', parsePort)
    .option('--osc-host <address>', 'address that OSC listens on (default: 127.0.0.1, this computer only)', parseHost)
    .option(
      '--osc-allow <addresses>',
      'addresses and networks that may play by OSC, such as 192.168.1.7,10.0.0.0/24',
      parseList,
    )
    .option('--osc-send <receivers>', 'receivers of level and descriptors, such as 127.0.0.1:9001', parseReceivers);
}

const parseList = (given: string): string[] => given.split(',');

function parsePort(given: string): number {
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new InvalidArgumentError('Give a whole number from 0 to 65535.');
}

function parseReceivers(given: string): OscAddress[] {
  return given.split(',').map((one) => {
    const [, address = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(one) ?? [];
    const number = Number(port);
    if (isIP(address) !== 0 && number > 0 && number <= MAX_PORT) return { address, port: number };
    throw new InvalidArgumentError('Give addresses with a port, such as 127.0.0.1:9001 or [::1]:9001.');
  });
}
