import { describe, expect, it } from 'vitest';
import { createPairing } from '../../src/panel/pairing.ts';
import { createSessions } from '../../src/panel/session-store.ts';

const STRANGER = '10.0.0.2';

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
      guessWrongly: (times: number) => Array.from({ length: times }, () => pairing.enterCode('999999', STRANGER)),
    };
  }

  it('shows a code on request and accepts it once entered', () => {
    const { pairing, sessions, printed } = bench();
    expect(pairing.message()).toBeUndefined();
    expect(pairing.requestCode(STRANGER)).toEqual({ kind: 'shown', seconds: 120 });
    expect(pairing.message()).toBe('pairing code: 482-913');
    expect(printed).toEqual(['pairing code: 482-913']);
    const entered = pairing.enterCode('482913', STRANGER);
    expect(entered.kind === 'paired' && sessions.has(entered.token)).toBe(true);
    expect(pairing.message()).toBeUndefined();
  });

  it('accepts a code only once', () => {
    const { pairing } = bench();
    pairing.requestCode(STRANGER);
    pairing.enterCode('482913', STRANGER);
    expect(pairing.enterCode('482913', STRANGER)).toEqual({ kind: 'expired' });
  });

  it('shows the same code for two requests at the same time', () => {
    const { pairing, wait, printed } = bench();
    pairing.requestCode(STRANGER);
    wait(50);
    expect(pairing.requestCode(STRANGER)).toEqual({ kind: 'shown', seconds: 70 });
    expect(printed).toHaveLength(1);
  });

  it('expires a code after two minutes', () => {
    const { pairing, wait } = bench();
    pairing.requestCode(STRANGER);
    wait(120);
    expect(pairing.message()).toBeUndefined();
    expect(pairing.enterCode('482913', STRANGER)).toEqual({ kind: 'expired' });
    pairing.requestCode(STRANGER);
    expect(pairing.message()).toContain('007-007');
  });

  it('rejects a code that was never shown', () => {
    expect(bench().pairing.enterCode('482913', STRANGER)).toEqual({ kind: 'expired' });
  });

  it('locks out an address for a minute after five wrong codes, even for the right one', () => {
    const { pairing, wait, guessWrongly } = bench();
    pairing.requestCode(STRANGER);
    expect(guessWrongly(5)).toEqual([
      { kind: 'wrong', triesLeft: 4 },
      { kind: 'wrong', triesLeft: 3 },
      { kind: 'wrong', triesLeft: 2 },
      { kind: 'wrong', triesLeft: 1 },
      { kind: 'wait', seconds: 60 },
    ]);
    expect(pairing.enterCode('482913', STRANGER)).toEqual({ kind: 'wait', seconds: 60 });
    wait(59);
    expect(pairing.requestCode(STRANGER)).toEqual({ kind: 'wait', seconds: 1 });
    wait(1);
    expect(pairing.requestCode(STRANGER)).toEqual({ kind: 'shown', seconds: 60 });
  });

  it('pairs another address while a stranger is locked out', () => {
    const { pairing, guessWrongly } = bench();
    pairing.requestCode(STRANGER);
    guessWrongly(5);
    expect(pairing.message()).toBe('pairing code: 482-913');
    expect(pairing.requestCode('10.0.0.3')).toEqual({ kind: 'shown', seconds: 120 });
    expect(pairing.enterCode('482913', '10.0.0.3').kind).toBe('paired');
  });

  it('compares no more than 500 wrong codes in a day, however many addresses guess', () => {
    const { pairing, wait } = bench();
    let compared = 0;
    for (let second = 0, address = 0; second < 86_400; second += 20) {
      wait(20);
      for (let n = 0; n < 5; n++, address++) {
        pairing.requestCode(`10.1.${address >> 8}.${address & 255}`);
        if (pairing.enterCode('999999', `10.1.${address >> 8}.${address & 255}`).kind === 'wrong') compared++;
      }
    }
    expect(compared).toBeGreaterThan(450);
    expect(compared).toBeLessThanOrEqual(500);
  });

  it('lets one stranger use only a part of what all addresses may try', () => {
    const { pairing, wait, guessWrongly } = bench();
    for (let second = 0; second < 86_400; second += 20) {
      wait(20);
      pairing.requestCode(STRANGER);
      guessWrongly(5);
    }
    pairing.requestCode('10.0.0.3');
    expect(pairing.enterCode('999999', '10.0.0.3')).toEqual({ kind: 'wrong', triesLeft: 4 });
  });

  it('counts wrong entries across codes: letting a code expire gives no extra tries', () => {
    const { pairing, wait, guessWrongly } = bench();
    pairing.requestCode(STRANGER);
    guessWrongly(4);
    wait(130);
    pairing.requestCode(STRANGER);
    expect(pairing.enterCode('999999', STRANGER)).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('doubles the lockout each time, up to 64 minutes, until the address pairs', () => {
    const { pairing, wait, guessWrongly } = bench();
    const waits = Array.from({ length: 8 }, () => {
      pairing.requestCode(STRANGER);
      const last = guessWrongly(5).at(-1);
      const seconds = last?.kind === 'wait' ? last.seconds : 0;
      wait(seconds);
      return seconds;
    });
    expect(waits).toEqual([60, 120, 240, 480, 960, 1920, 3840, 3840]);
    pairing.requestCode(STRANGER);
    expect(pairing.enterCode('007007', STRANGER).kind).toBe('paired');
    pairing.requestCode(STRANGER);
    expect(guessWrongly(5).at(-1)).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('generates six digits, leading zeros included', () => {
    const pairing = createPairing({ sessions: createSessions() });
    pairing.requestCode(STRANGER);
    expect(pairing.message()).toMatch(/^pairing code: \d{3}-\d{3}$/);
  });
});
