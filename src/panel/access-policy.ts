import { parse } from 'hono/utils/cookie';
import { isLoopback, isOwnHost, isOwnOrigin } from './addresses.ts';
import type { Pairing } from './pairing.ts';
import { createRateLimits } from './rate-limit.ts';

/** The cookie that holds a page's token. Scripts cannot read it; browsers send it with requests of the instrument's own pages alone. */
export const SESSION_COOKIE = 'neurorack-page';

/** Requests of one address: a page with all its files at once, and then as fast as a hand can ask. */
const REQUESTS = { burst: 200, perSecond: 40 };
/** What may be had without pairing: the page, which is the same for everyone, and the door itself. */
const OPEN_PATHS = /^\/($|index\.html$|assets\/|pair(\/|$))/;
const READING = ['GET', 'HEAD'];

/** Who asks, by what the request says. */
export interface AccessRequest {
  readonly method: string;
  readonly path: string;
  /** Of the other end of the connection. */
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

export type AccessDecision =
  /** Let in for as long as `isWelcome` says so. */
  | { readonly isIn: true; readonly isWelcome: () => boolean }
  | { readonly isIn: false; readonly status: 401 | 403 | 429; readonly message: string; readonly remedy: string };

/** Decides who may talk to the instrument. Knows no sockets. */
export interface AccessPolicy {
  decide(caller: AccessRequest): AccessDecision;
}

export interface AccessPolicyOptions {
  /** Absent where the panel is for this computer alone: nobody needs to be paired. */
  readonly pairing?: Pairing | undefined;
  /** Addresses whose pages need no pairing; default: this computer's own. */
  readonly isTrusted?: ((address: string) => boolean) | undefined;
  readonly nowMs?: (() => number) | undefined;
}

export function createAccessPolicy({
  pairing,
  isTrusted: trusts = isLoopback,
  nowMs,
}: AccessPolicyOptions): AccessPolicy {
  const requests = createRateLimits({ ...REQUESTS, nowMs });

  function judge({ method, path, address = '', host, origin, cookie }: AccessRequest): AccessDecision {
    const isOwn = READING.includes(method) && path !== SOCKET_PATH ? isOwnHost(host) : isOwnOrigin(origin, host);
    if (!isOwn) return FOREIGN;
    if (!requests.take(address)) return TOO_MANY;
    if (pairing === undefined || trusts(address) || OPEN_PATHS.test(path)) return WELCOME;
    const token = parse(cookie ?? '', SESSION_COOKIE)[SESSION_COOKIE];
    if (token === undefined || !pairing.sessions.has(token)) return UNPAIRED;
    return { isIn: true, isWelcome: () => pairing.sessions.has(token) };
  }

  return { decide: judge };
}

/** Where a page's WebSocket is. */
export const SOCKET_PATH = '/panel';

const WELCOME: AccessDecision = { isIn: true, isWelcome: () => true };
const FOREIGN: AccessDecision = {
  isIn: false,
  status: 403,
  message: 'that is not a page of this instrument',
  remedy: 'open the panel by the address that the instrument prints',
};
const TOO_MANY: AccessDecision = {
  isIn: false,
  status: 429,
  message: 'too many requests',
  remedy: 'wait a moment, then try again',
};
const UNPAIRED: AccessDecision = {
  isIn: false,
  status: 401,
  message: 'this page is not paired with the instrument',
  remedy: 'type in the code that its display shows',
};
