import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** Help text of the option that opens the panel to the network. */
export const HOST_HELP =
  'address that the panel listens on; 0.0.0.0 for the local network, whose clients pair by a code on the display';

/** Parses an address of this computer. Host names are refused: a name server decides what they mean. */
export function parseHost(given: string): string {
  if (given === 'localhost') return '127.0.0.1';
  if (isIP(given) !== 0) return given;
  throw new InvalidArgumentError(
    'Give an IP address of this computer, such as 192.168.1.7, or 0.0.0.0 for all of them.',
  );
}
