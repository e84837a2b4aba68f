import { describe, expect, it } from 'vitest';
import { createSessions, MAX_PAIRED_CLIENTS } from '../../src/panel/session-store.ts';

describe('sessions of pages', () => {
  it('know a token again after a restart, from what was kept, which the token cannot be read from', () => {
    let kept: readonly string[] = [];
    const token = createSessions({ save: (hashes) => (kept = hashes) }).create();
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(kept[0]).not.toContain(token);
    const next = createSessions({ stored: kept });
    expect(next.has(token)).toBe(true);
    expect(next.has(kept[0])).toBe(false);
    expect(next.has('')).toBe(false);
  });

  it('give every page a token of its own, 256 bits long', () => {
    const sessions = createSessions();
    const tokens = Array.from({ length: 20 }, () => sessions.create());
    expect(new Set(tokens).size).toBe(20);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('forget all at once, say so, and keep nothing', () => {
    let kept: readonly string[] = ['x'];
    let told = 0;
    const sessions = createSessions({ save: (hashes) => (kept = hashes) });
    sessions.onRevoked(() => told++);
    const token = sessions.create();
    sessions.revokeAll();
    expect([sessions.has(token), sessions.count, kept, told]).toEqual([false, 0, [], 1]);
  });

  it('forget the oldest when one more than there is room for is let in', () => {
    let told = 0;
    const sessions = createSessions();
    sessions.onRevoked(() => told++);
    const tokens = Array.from({ length: MAX_PAIRED_CLIENTS + 1 }, () => sessions.create());
    expect([sessions.has(tokens[0]), sessions.has(tokens[1]), sessions.count, told]).toEqual([
      false,
      true,
      MAX_PAIRED_CLIENTS,
      1,
    ]);
  });
});
