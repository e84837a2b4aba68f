import { isIP, isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Headers that proxies add to a request. */
const FORWARDED = /^(forwarded|via|x-forwarded-[\w-]+|x-real-ip)$/;
const LOOPBACK = /^(127\.[\d.]+|::1|localhost)$/;
/** All addresses of this computer. */
const ANY_HOSTS = ['0.0.0.0', '::'];

export interface PanelAddresses {
  /** For a browser on this computer. */
  readonly url: string;
  /** For other computers; empty where the panel listens on this computer only, or there is no network. */
  readonly network: readonly string[];
}

/**
 * URLs of a panel that listens on `host`.
 *
 * @param interfaces this computer's, as `os.networkInterfaces()` gives them
 */
export function panelAddresses(host: string, port: number, interfaces = networkInterfaces()): PanelAddresses {
  const url = (name: string): string => `http://${isIPv6(name) ? `[${name}]` : name}:${port}/`;
  if (isLoopback(host)) return { url: url(host === '127.0.0.1' ? 'localhost' : host), network: [] };
  if (!ANY_HOSTS.includes(host)) return { url: url(host), network: [url(host)] };
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const network = all.filter(({ internal, family, address }) => {
    // A link-local address needs the name of an interface and cannot be typed into a browser.
    const isTypeable = family === 'IPv4' || (host === '::' && !address.startsWith('fe80'));
    return !internal && isTypeable;
  });
  return { url: url('localhost'), network: network.map(({ address }) => url(address)) };
}

/** Whether an address is a loopback address of this computer. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address.replace(/^::ffff:/, ''));
}

/** Whether a proxy sent a request for another client, whose address the connection does not have. Names of headers are in lower case. */
export function isForwarded(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(headers).some((name) => FORWARDED.test(name));
}

/**
 * Whether a request comes from a page of this instrument, reached by an address or by this computer's own name. Rejects pages of
 * other origins, and pages reached through a foreign name that resolves to this computer (DNS rebinding).
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, ownName = hostname()): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host && isOwnHost(host, ownName);
}

/** Whether the Host header is an address, or this computer's own name. */
export function isOwnHost(host: string | undefined, ownName = hostname()): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname: name } = new URL(`http://${host}`);
  const own = ownName.toLowerCase();
  const names = ['localhost', own, `${own.split('.')[0]}.local`];
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || names.includes(name);
}

/**
 * The part of an address that limits are counted for. An IPv4 address is counted on its own; of an IPv6 address the first 64 bits, since every
 * computer may choose the others.
 */
export function addressGroup(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!isIPv6(plain) || isLoopback(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(missing).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
