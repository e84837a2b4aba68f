import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** The words of the option that opens the panel to the network. */
export const HOST_HELP =
  'address at which the panel listens; 0.0.0.0 for the local network, whose pages are paired by a code on the display';

/** Reads an address of this computer; names are none, since somebody else says what they mean. */
export function parseHost(given: string): string {
  if (given === 'localhost') return '127.0.0.1';
  if (isIP(given) !== 0) return given;
  throw new InvalidArgumentError('A host is an address of this computer, such as 192.168.1.7, or 0.0.0.0 for all.');
}
