import { describe, expect, it } from 'vitest';
import { createPairing } from '../../src/panel/pairing.ts';
import { createSessions } from '../../src/panel/session-store.ts';

describe('pairing', () => {
  function bench() {
    let nowMs = 0;
    let generated = 0;
    const printed: string[] = [];
    const sessions = createSessions();
    const pairing = createPairing({
      sessions,
      nowMs: () => nowMs,
      generateCode: () => ['482913', '007007', '111111'][generated++ % 3],
      onCode: (sentence) => printed.push(sentence),
    });
    return {
      pairing,
      sessions,
      printed,
      wait: (seconds: number) => {
        nowMs += 1000 * seconds;
      },
      guessWrongly: (times: number) => Array.from({ length: times }, () => pairing.enterCode('999999')),
    };
  }

  it('shows a code on request and accepts it once entered', () => {
    const { pairing, sessions, printed } = bench();
    expect(pairing.message()).toBeUndefined();
    expect(pairing.requestCode()).toEqual({ kind: 'shown', seconds: 120 });
    expect(pairing.message()).toBe('pairing code: 482-913');
    expect(printed).toEqual(['pairing code: 482-913']);
    const entered = pairing.enterCode('482913');
    expect(entered.kind === 'paired' && sessions.has(entered.token)).toBe(true);
    expect(pairing.message()).toBeUndefined();
  });

  it('accepts a code only once', () => {
    const { pairing } = bench();
    pairing.requestCode();
    pairing.enterCode('482913');
    expect(pairing.enterCode('482913')).toEqual({ kind: 'expired' });
  });

  it('shows the same code for two requests at the same time', () => {
    const { pairing, wait, printed } = bench();
    pairing.requestCode();
    wait(50);
    expect(pairing.requestCode()).toEqual({ kind: 'shown', seconds: 70 });
    expect(printed).toHaveLength(1);
  });

  it('expires a code after two minutes', () => {
    const { pairing, wait } = bench();
    pairing.requestCode();
    wait(120);
    expect(pairing.message()).toBeUndefined();
    expect(pairing.enterCode('482913')).toEqual({ kind: 'expired' });
    pairing.requestCode();
    expect(pairing.message()).toContain('007-007');
  });

  it('rejects a code that was never shown', () => {
    expect(bench().pairing.enterCode('482913')).toEqual({ kind: 'expired' });
  });

  it('locks pairing for a minute after five wrong codes, even for the right one', () => {
    const { pairing, wait, guessWrongly } = bench();
    pairing.requestCode();
    expect(guessWrongly(5)).toEqual([
      { kind: 'wrong', triesLeft: 4 },
      { kind: 'wrong', triesLeft: 3 },
      { kind: 'wrong', triesLeft: 2 },
      { kind: 'wrong', triesLeft: 1 },
      { kind: 'wait', seconds: 60 },
    ]);
    expect(pairing.enterCode('482913')).toEqual({ kind: 'wait', seconds: 60 });
    expect(pairing.message()).toBeUndefined();
    wait(59);
    expect(pairing.requestCode()).toEqual({ kind: 'wait', seconds: 1 });
    wait(1);
    expect(pairing.requestCode()).toEqual({ kind: 'shown', seconds: 120 });
    expect(pairing.enterCode('482913').kind).toBe('wrong');
  });

  it('counts wrong entries across codes: letting a code expire gives no extra tries', () => {
    const { pairing, wait, guessWrongly } = bench();
    pairing.requestCode();
    guessWrongly(4);
    wait(130);
    pairing.requestCode();
    expect(pairing.enterCode('999999')).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('doubles the lockout each time, up to 16 minutes, until a pairing succeeds', () => {
    const { pairing, wait, guessWrongly } = bench();
    const waits = Array.from({ length: 7 }, () => {
      pairing.requestCode();
      const last = guessWrongly(5).at(-1);
      const seconds = last?.kind === 'wait' ? last.seconds : 0;
      wait(seconds);
      return seconds;
    });
    expect(waits).toEqual([60, 120, 240, 480, 960, 960, 960]);
    pairing.requestCode();
    expect(pairing.enterCode('007007').kind).toBe('paired');
    pairing.requestCode();
    expect(guessWrongly(5).at(-1)).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('generates six digits, leading zeros included', () => {
    const pairing = createPairing({ sessions: createSessions() });
    pairing.requestCode();
    expect(pairing.message()).toMatch(/^pairing code: \d{3}-\d{3}$/);
  });
});
