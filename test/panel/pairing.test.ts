import { describe, expect, it } from 'vitest';
import { createPairing } from '../../src/panel/pairing.ts';
import { createSessions } from '../../src/panel/session-store.ts';

describe('pairing', () => {
  function bench() {
    let nowMs = 0;
    let drawn = 0;
    const said: string[] = [];
    const sessions = createSessions();
    const pairing = createPairing({
      sessions,
      nowMs: () => nowMs,
      generateCode: () => ['482913', '007007', '111111'][drawn++ % 3],
      onCode: (sentence) => said.push(sentence),
    });
    return {
      pairing,
      sessions,
      said,
      wait: (seconds: number) => {
        nowMs += 1000 * seconds;
      },
      guessWrongly: (times: number) => Array.from({ length: times }, () => pairing.enterCode('999999')),
    };
  }

  it('shows a code when a page asks, and lets in who types it', () => {
    const { pairing, sessions, said } = bench();
    expect(pairing.message()).toBeUndefined();
    expect(pairing.requestCode()).toEqual({ kind: 'shown', seconds: 120 });
    expect(pairing.message()).toBe('code for a new page: 482-913');
    expect(said).toEqual(['code for a new page: 482-913']);
    const entered = pairing.enterCode('482913');
    expect(entered.kind === 'paired' && sessions.has(entered.token)).toBe(true);
    expect(pairing.message()).toBeUndefined();
  });

  it('lets one code in once', () => {
    const { pairing } = bench();
    pairing.requestCode();
    pairing.enterCode('482913');
    expect(pairing.enterCode('482913')).toEqual({ kind: 'expired' });
  });

  it('shows two pages that ask at the same time the same code', () => {
    const { pairing, wait, said } = bench();
    pairing.requestCode();
    wait(50);
    expect(pairing.requestCode()).toEqual({ kind: 'shown', seconds: 70 });
    expect(said).toHaveLength(1);
  });

  it('takes a code for two minutes, then wants another', () => {
    const { pairing, wait } = bench();
    pairing.requestCode();
    wait(120);
    expect(pairing.message()).toBeUndefined();
    expect(pairing.enterCode('482913')).toEqual({ kind: 'expired' });
    pairing.requestCode();
    expect(pairing.message()).toContain('007-007');
  });

  it('takes no code that was never shown', () => {
    expect(bench().pairing.enterCode('482913')).toEqual({ kind: 'expired' });
  });

  it('counts wrong codes down, then lets nobody in for a minute, not with the right one either', () => {
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

  it('counts wrong codes over several codes: letting them expire gains nobody tries', () => {
    const { pairing, wait, guessWrongly } = bench();
    pairing.requestCode();
    guessWrongly(4);
    wait(130);
    pairing.requestCode();
    expect(pairing.enterCode('999999')).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('waits twice as long each time, a quarter of an hour at most, until somebody gets in', () => {
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

  it('draws six digits, leading zeros too', () => {
    const pairing = createPairing({ sessions: createSessions() });
    pairing.requestCode();
    expect(pairing.message()).toMatch(/^code for a new page: \d{3}-\d{3}$/);
  });
});
