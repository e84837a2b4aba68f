import { describe, expect, it } from 'vitest';
import { createSessions, MAX_PAIRED_CLIENTS } from '../../src/panel/session-store.ts';

describe('client sessions', () => {
  it('recognise a token after a restart from its stored hash, which does not contain the token', () => {
    let stored: readonly string[] = [];
    const token = createSessions({ save: (hashes) => (stored = hashes) }).create();
    expect(stored).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(stored[0]).not.toContain(token);
    const next = createSessions({ stored });
    expect(next.has(token)).toBe(true);
    expect(next.has(stored[0])).toBe(false);
    expect(next.has('')).toBe(false);
  });

  it('give each client its own token of 256 bits', () => {
    const sessions = createSessions();
    const tokens = Array.from({ length: 20 }, () => sessions.create());
    expect(new Set(tokens).size).toBe(20);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('are all revoked at once: listeners are notified and no hash stays stored', () => {
    let stored: readonly string[] = ['x'];
    let notified = 0;
    const sessions = createSessions({ save: (hashes) => (stored = hashes) });
    sessions.onRevoked(() => notified++);
    const token = sessions.create();
    sessions.revokeAll();
    expect([sessions.has(token), sessions.count, stored, notified]).toEqual([false, 0, [], 1]);
  });

  it('revoke the oldest when the maximum is exceeded', () => {
    let notified = 0;
    const sessions = createSessions();
    sessions.onRevoked(() => notified++);
    const tokens = Array.from({ length: MAX_PAIRED_CLIENTS + 1 }, () => sessions.create());
    expect([sessions.has(tokens[0]), sessions.has(tokens[1]), sessions.count, notified]).toEqual([
      false,
      true,
      MAX_PAIRED_CLIENTS,
      1,
    ]);
  });
});
