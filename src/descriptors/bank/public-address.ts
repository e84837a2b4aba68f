import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** IPv4 ranges that are not on the public network (IANA special-purpose registry), and multicast. */
const PRIVATE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Ranges of the public IPv6 network that hold IPv4 addresses (Teredo, 6to4), or are for documentation. */
const PRIVATE_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const privateRanges = new BlockList();
for (const [net, prefix] of PRIVATE_IPV4) privateRanges.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of PRIVATE_IPV6) privateRanges.addSubnet(net, prefix, 'ipv6');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address is on the public network: not loopback, private, link-local, reserved, or of a network that this computer is in.
 *
 * @param interfaces this computer's, as `os.networkInterfaces()` gives them
 */
export function isPublicAddress(address: string, interfaces = networkInterfaces()): boolean {
  if (isIP(address) === 0) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (family === 'ipv6' && !publicIpv6.check(address, family)) return false;
  return !privateRanges.check(address, family) && !ownNetworks(interfaces).check(address, family);
}

/** A network card may have a public address: its neighbours are still this network's. */
function ownNetworks(interfaces: ReturnType<typeof networkInterfaces>): BlockList {
  const own = new BlockList();
  for (const { address, cidr, family } of Object.values(interfaces).flatMap((addresses) => addresses ?? [])) {
    const type = family === 'IPv6' ? 'ipv6' : 'ipv4';
    const prefix = Number(cidr?.split('/')[1] ?? (type === 'ipv6' ? 128 : 32));
    own.addSubnet(address.replace(/%.*$/, ''), prefix, type);
  }
  return own;
}
