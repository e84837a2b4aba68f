import { parse } from 'hono/utils/cookie';
import { addressGroup, isLoopback, isOwnHost, isOwnOrigin } from './addresses.ts';
import type { Pairing } from './pairing.ts';
import { createRateLimits } from './rate-limit.ts';

/**
 * The cookie with a client's session token. Scripts cannot read it; browsers send it only with requests of the instrument's own
 * pages. Renaming it would unpair every browser.
 */
export const SESSION_COOKIE = 'neurorack-page';

/** Path of the panel's WebSocket. */
export const SOCKET_PATH = '/panel';

/** Requests of one address: a burst that loads the page with all its files, then the rate of quick manual input. */
const REQUESTS = { burst: 200, perSecond: 40 };
/** Paths that need no pairing: the page, which is the same for everyone, and the pairing itself. */
const OPEN_PATHS = /^\/($|index\.html$|assets\/|pair(\/|$))/;
const READ_METHODS = ['GET', 'HEAD'];

/** The parts of a request that decide about access. */
export interface AccessRequest {
  readonly method: string;
  readonly path: string;
  /** Of the other end of the connection. */
  readonly address: string | undefined;
  /** Whether a proxy sent it: `address` is the proxy's. */
  readonly isForwarded: boolean;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

export type AccessDecision =
  /** Access lasts for as long as `isStillAllowed` returns true. */
  | { readonly isAllowed: true; readonly isStillAllowed: () => boolean }
  | { readonly isAllowed: false; readonly status: 401 | 403 | 429; readonly message: string; readonly remedy: string };

/** Decides which requests may reach the instrument. Independent of sockets. */
export interface AccessPolicy {
  decide(request: AccessRequest): AccessDecision;
}

export interface AccessPolicyOptions {
  /** Absent where no client can pair: those of this computer have access, those of a proxy have none. */
  readonly pairing?: Pairing | undefined;
  /** Addresses whose clients need no pairing, unless they are a proxy's; default: this computer's own. */
  readonly isTrusted?: ((address: string) => boolean) | undefined;
  readonly nowMs?: (() => number) | undefined;
}

export function createAccessPolicy({ pairing, isTrusted = isLoopback, nowMs }: AccessPolicyOptions): AccessPolicy {
  const requests = createRateLimits({ ...REQUESTS, nowMs });

  return {
    decide: ({ method, path, address = '', isForwarded, host, origin, cookie }) => {
      const isRead = READ_METHODS.includes(method) && path !== SOCKET_PATH;
      if (!(isRead ? isOwnHost(host) : isOwnOrigin(origin, host))) return FOREIGN;
      // Clients of a proxy share one rate, beside that of the proxy's own computer.
      if (!requests.take(isForwarded ? `by ${addressGroup(address)}` : addressGroup(address))) return TOO_MANY;
      const isOwn = !isForwarded && (pairing === undefined || isTrusted(address));
      if (isOwn || OPEN_PATHS.test(path)) return ALLOWED;
      const token = parse(cookie ?? '', SESSION_COOKIE)[SESSION_COOKIE];
      if (token === undefined || pairing?.sessions.see(token, address) !== true) return UNPAIRED;
      return { isAllowed: true, isStillAllowed: () => pairing.sessions.see(token, address) };
    },
  };
}

const ALLOWED: AccessDecision = { isAllowed: true, isStillAllowed: () => true };
const FOREIGN: AccessDecision = {
  isAllowed: false,
  status: 403,
  message: 'this page was not served by the instrument',
  remedy: 'open the panel by the address that the instrument prints',
};
const TOO_MANY: AccessDecision = {
  isAllowed: false,
  status: 429,
  message: 'too many requests',
  remedy: 'wait a moment, then try again',
};
const UNPAIRED: AccessDecision = {
  isAllowed: false,
  status: 401,
  message: 'this browser is not paired with the instrument',
  remedy: 'enter the code shown on its display',
};
