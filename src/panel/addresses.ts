import { isIP, isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = /^(127\.[\d.]+|::1|localhost)$/;
/** Every address of this computer. */
const ANY = ['0.0.0.0', '::'];

export interface PanelAddresses {
  /** For a browser on this computer. */
  readonly url: string;
  /** For others on the network; empty where the panel is for this computer only, or there is no network. */
  readonly network: readonly string[];
}

/**
 * Under which addresses a panel is found that listens on `host`.
 *
 * @param interfaces this computer's, as `os.networkInterfaces()` gives them
 */
export function panelAddresses(host: string, port: number, interfaces = networkInterfaces()): PanelAddresses {
  const url = (name: string): string => `http://${isIPv6(name) ? `[${name}]` : name}:${port}/`;
  if (isLoopback(host)) return { url: url(host === '127.0.0.1' ? 'localhost' : host), network: [] };
  if (!ANY.includes(host)) return { url: url(host), network: [url(host)] };
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const network = all.filter(({ internal, family, address }) => {
    // An address that only goes with the name of an interface cannot be typed into a browser.
    const isTypeable = family === 'IPv4' || (host === '::' && !address.startsWith('fe80'));
    return !internal && isTypeable;
  });
  return { url: url('localhost'), network: network.map(({ address }) => url(address)) };
}

/** Whether an address, of this computer or of a caller, is in this computer alone. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address.replace(/^::ffff:/, ''));
}

/**
 * Whether a page may play this instrument: it was served from here, and reached by an address or by this computer's own name.
 * A page of another origin may not; nor one that got here by a name that somebody else gave to this computer (DNS rebinding).
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, ownName = hostname()): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host && isOwnHost(host, ownName);
}

/** Whether the Host that a browser asked for is an address, or this computer's own name. */
export function isOwnHost(host: string | undefined, ownName = hostname()): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname: name } = new URL(`http://${host}`);
  const own = ownName.toLowerCase();
  const names = ['localhost', own, `${own.split('.')[0]}.local`];
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || names.includes(name);
}
