import { describe, expect, it } from 'vitest';
import { createSessions, MAX_PAIRED_CLIENTS, type StoredClient } from '../../src/panel/session-store.ts';

describe('client sessions', () => {
  it('recognise a token after a restart from its stored hash, which does not contain the token', () => {
    let stored: readonly StoredClient[] = [];
    const token = createSessions({ save: (clients) => (stored = clients) }).create();
    const [{ hash }] = stored;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(stored)).not.toContain(token);
    const next = createSessions({ stored });
    expect(next.has(token)).toBe(true);
    expect([next.has(hash), next.has(next.list()[0].id)]).toEqual([false, false]);
    expect(next.has('')).toBe(false);
  });

  it('give each client its own token of 256 bits', () => {
    const sessions = createSessions();
    const tokens = Array.from({ length: 20 }, () => sessions.create());
    expect(new Set(tokens).size).toBe(20);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('are all revoked at once: listeners are notified and no hash stays stored', () => {
    let stored: readonly StoredClient[] | undefined;
    let notified = 0;
    const sessions = createSessions({ save: (clients) => (stored = clients) });
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

  it('are revoked one by one: the others stay, and numbers that are guessed end none', () => {
    let notified = 0;
    const sessions = createSessions();
    sessions.onRevoked(() => notified++);
    const [first, second] = [sessions.create({ name: 'a', address: '10.0.0.2' }), sessions.create()];
    const [{ id }] = sessions.list();
    for (const guess of [
      '',
      '0',
      first,
      id.toUpperCase() === id ? 'x' : id.toUpperCase(),
      `${id}0`,
      '__proto__',
      id.slice(1),
    ]) {
      expect(sessions.revoke(guess)).toBe(false);
    }
    expect([sessions.revoke(id), sessions.revoke(id), notified]).toEqual([true, false, 1]);
    expect([sessions.has(first), sessions.see(first, '10.0.0.2'), sessions.has(second)]).toEqual([false, false, true]);
    expect(sessions.list().length).toBe(1);
  });

  it('are listed with address and time of the last visit, which is saved once an hour', () => {
    let [nowMs, saves] = [1e12, 0];
    const sessions = createSessions({ nowMs: () => nowMs, save: () => saves++ });
    const token = sessions.create({ name: 'Firefox, Android', address: '10.0.0.2' });
    for (let n = 0; n < 90; n++) {
      nowMs += 60_000;
      sessions.see(token, '10.0.0.2');
    }
    expect(saves).toBe(2);
    sessions.see(token, '10.0.0.3');
    const [{ name, address, pairedMs, seenMs }] = sessions.list();
    expect([name, address, pairedMs, seenMs, saves]).toEqual(['Firefox, Android', '10.0.0.3', 1e12, nowMs, 2]);
  });
});
