import { BlockList, isIP, isIPv6 } from 'node:net';
import { NeurorackError } from '../../contracts/errors.ts';
import { isLoopback } from '../addresses.ts';

/** Returns whether an address of a sender is allowed: this computer's own always, others where the list has them. */
export type AllowList = (address: string | undefined) => boolean;

/**
 * Parses a list of addresses and networks, such as `192.168.1.7` or `192.168.1.0/24`.
 *
 * @throws NeurorackError 'usage' naming the entry that is neither
 */
export function createAllowList(entries: readonly string[]): AllowList {
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  return (address) => {
    if (address === undefined) return false;
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
    return isLoopback(plain) || (isIP(plain) !== 0 && list.check(plain, familyOf(plain)));
  };
}

/**
 * The allow-list of a port that listens on `host`.
 *
 * @throws NeurorackError 'usage' as `createAllowList`, and where other computers could reach the port and none is allowed
 */
export function requireAllowList(host: string, entries: readonly string[]): AllowList {
  if (!isLoopback(host) && entries.length === 0) {
    throw new NeurorackError('usage', `--osc-host ${host} needs the addresses that may play`, {
      remedy: 'add --osc-allow with addresses or networks, such as --osc-allow 192.168.1.0/24',
    });
  }
  return createAllowList(entries);
}

function addEntry(list: BlockList, entry: string): void {
  const [address = '', prefix, ...further] = entry.split('/');
  const bits = prefix === undefined ? undefined : Number(prefix);
  const maxBits = isIPv6(address) ? 128 : 32;
  const isNetwork = bits !== undefined && /^\d+$/.test(prefix ?? '') && bits <= maxBits;
  if (isIP(address) === 0 || further.length > 0 || (bits !== undefined && !isNetwork)) {
    throw new NeurorackError('usage', `--osc-allow: '${entry}' is neither an address nor a network`, {
      remedy: 'give IP addresses or networks with commas between them, such as 192.168.1.7,192.168.1.0/24',
    });
  }
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, bits, familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');
