import { describe, expect, it } from 'vitest';
import { type AccessRequest, createAccessPolicy, SESSION_COOKIE } from '../../src/panel/access-policy.ts';
import { createPairing } from '../../src/panel/pairing.ts';
import { createSessions } from '../../src/panel/session-store.ts';

const PHONE: AccessRequest = {
  method: 'GET',
  path: '/banks',
  address: '192.168.1.40',
  host: '192.168.1.7:4880',
  origin: 'http://192.168.1.7:4880',
  cookie: undefined,
};

describe('the gatekeeper', () => {
  const sessions = createSessions();
  const pairing = createPairing({ sessions });
  const gatekeeper = createAccessPolicy({ pairing, nowMs: () => 0 });
  const statusOf = (caller: Partial<AccessRequest>): number => {
    const verdict = gatekeeper.decide({ ...PHONE, ...caller });
    return verdict.isIn ? 200 : verdict.status;
  };

  it.each(['/', '/index.html', '/assets/index-1.js', '/pair', '/pair/ask'])('gives %s to everyone', (path) => {
    expect(statusOf({ path })).toBe(200);
  });

  it.each(['/panel', '/banks', '/sets', '/anything', '/pairs', '/assets', '/%2e%2e/x'])(
    'gives %s to paired pages alone',
    (path) => {
      expect(statusOf({ path })).toBe(401);
      expect(statusOf({ path, cookie: `other=1; ${SESSION_COOKIE}=${sessions.create()}` })).toBe(200);
      expect(statusOf({ path, cookie: `${SESSION_COOKIE}=guessed` })).toBe(401);
    },
  );

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('asks %s, this computer, for no pairing', (address) => {
    expect(statusOf({ address })).toBe(200);
  });

  it('asks nobody for a pairing where there is none', () => {
    expect(createAccessPolicy({}).decide(PHONE).isIn).toBe(true);
  });

  it.each([
    ['a name that somebody else gave to this computer', { host: 'rebound.example', path: '/' }],
    ['no host at all', { host: undefined, path: '/' }],
    ['a page of another origin that writes', { method: 'POST', origin: 'http://evil.example' }],
    ['a page of another port that writes', { method: 'POST', origin: 'http://192.168.1.7:80' }],
    ['a write that says no origin', { method: 'DELETE', origin: undefined }],
    ['a sandboxed page that writes', { method: 'PUT', origin: 'null' }],
    ['a socket of another origin', { path: '/panel', origin: 'http://evil.example' }],
    ['a socket without an origin', { path: '/panel', origin: undefined }],
  ])('refuses %s, paired or not', (_what, caller) => {
    expect(statusOf({ ...caller, cookie: `${SESSION_COOKIE}=${sessions.create()}` })).toBe(403);
    expect(statusOf({ ...caller, address: '127.0.0.1' })).toBe(403);
  });

  it('has enough of an address that asks without end, and hears the others', () => {
    const limited = createAccessPolicy({ nowMs: () => 0 });
    const verdicts = Array.from({ length: 300 }, () => limited.decide({ ...PHONE, address: '10.0.0.9' }));
    expect(verdicts.filter(({ isIn }) => isIn)).toHaveLength(200);
    expect(verdicts.at(-1)).toMatchObject({ status: 429, remedy: 'wait a moment, then try again' });
    expect(limited.decide(PHONE).isIn).toBe(true);
  });

  it('is no longer pleased to see a page once it was forgotten', () => {
    const verdict = gatekeeper.decide({ ...PHONE, cookie: `${SESSION_COOKIE}=${sessions.create()}` });
    expect(verdict.isIn && verdict.isWelcome()).toBe(true);
    sessions.revokeAll();
    expect(verdict.isIn && verdict.isWelcome()).toBe(false);
  });
});
