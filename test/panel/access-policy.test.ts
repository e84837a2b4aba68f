import { describe, expect, it } from 'vitest';
import { type AccessRequest, createAccessPolicy, SESSION_COOKIE } from '../../src/panel/access-policy.ts';
import { createPairing } from '../../src/panel/pairing.ts';
import { createSessions } from '../../src/panel/session-store.ts';

const PHONE: AccessRequest = {
  method: 'GET',
  path: '/banks',
  address: '192.168.1.40',
  isForwarded: false,
  host: '192.168.1.7:4880',
  origin: 'http://192.168.1.7:4880',
  cookie: undefined,
};

describe('the access policy', () => {
  const sessions = createSessions();
  const pairing = createPairing({ sessions });
  const policy = createAccessPolicy({ pairing, nowMs: () => 0 });
  const statusOf = (request: Partial<AccessRequest>): number => {
    const decision = policy.decide({ ...PHONE, ...request });
    return decision.isAllowed ? 200 : decision.status;
  };

  it.each(['/', '/index.html', '/assets/index-1.js', '/pair', '/pair/code'])('allows %s without pairing', (path) => {
    expect(statusOf({ path })).toBe(200);
  });

  it.each(['/panel', '/banks', '/sets', '/anything', '/pairs', '/assets', '/%2e%2e/x'])(
    'allows %s to paired clients only',
    (path) => {
      expect(statusOf({ path })).toBe(401);
      expect(statusOf({ path, cookie: `other=1; ${SESSION_COOKIE}=${sessions.create()}` })).toBe(200);
      expect(statusOf({ path, cookie: `${SESSION_COOKIE}=guessed` })).toBe(401);
    },
  );

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('requires no pairing from %s, this computer', (address) => {
    expect(statusOf({ address })).toBe(200);
  });

  it('requires pairing from the clients of a proxy on this computer', () => {
    const proxied = { address: '127.0.0.1', isForwarded: true };
    expect(statusOf(proxied)).toBe(401);
    expect(statusOf({ ...proxied, path: '/pair/code' })).toBe(200);
    expect(statusOf({ ...proxied, cookie: `${SESSION_COOKIE}=${sessions.create()}` })).toBe(200);
    expect(createAccessPolicy({}).decide({ ...PHONE, ...proxied })).toMatchObject({ isAllowed: false, status: 401 });
  });

  it('leaves its rate to this computer when clients of a proxy flood', () => {
    const limited = createAccessPolicy({ pairing, nowMs: () => 0 });
    const proxied = { ...PHONE, address: '127.0.0.1', isForwarded: true };
    for (let count = 0; count < 300; count++) limited.decide(proxied);
    expect(limited.decide(proxied)).toMatchObject({ status: 429 });
    expect(limited.decide({ ...proxied, isForwarded: false }).isAllowed).toBe(true);
  });

  it('requires no pairing when none is configured', () => {
    expect(createAccessPolicy({}).decide(PHONE).isAllowed).toBe(true);
  });

  it.each([
    ['a foreign name that resolves to this computer', { host: 'rebound.example', path: '/' }],
    ['a request without a host', { host: undefined, path: '/' }],
    ['a write from a page of another origin', { method: 'POST', origin: 'http://evil.example' }],
    ['a write from a page of another port', { method: 'POST', origin: 'http://192.168.1.7:80' }],
    ['a write without an origin', { method: 'DELETE', origin: undefined }],
    ['a write from a sandboxed page', { method: 'PUT', origin: 'null' }],
    ['a socket of another origin', { path: '/panel', origin: 'http://evil.example' }],
    ['a socket without an origin', { path: '/panel', origin: undefined }],
  ])('rejects %s, paired or not', (_what, request) => {
    expect(statusOf({ ...request, cookie: `${SESSION_COOKIE}=${sessions.create()}` })).toBe(403);
    expect(statusOf({ ...request, address: '127.0.0.1' })).toBe(403);
  });

  it('limits the request rate of each address separately', () => {
    const limited = createAccessPolicy({ nowMs: () => 0 });
    const decisions = Array.from({ length: 300 }, () => limited.decide({ ...PHONE, address: '10.0.0.9' }));
    expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(200);
    expect(decisions.at(-1)).toMatchObject({ status: 429, remedy: 'wait a moment, then try again' });
    expect(limited.decide(PHONE).isAllowed).toBe(true);
  });

  it('ends the access of a client when its session is revoked', () => {
    const decision = policy.decide({ ...PHONE, cookie: `${SESSION_COOKIE}=${sessions.create()}` });
    expect(decision.isAllowed && decision.isStillAllowed()).toBe(true);
    sessions.revokeAll();
    expect(decision.isAllowed && decision.isStillAllowed()).toBe(false);
  });
});
