import { describe, expect, it } from 'vitest';
import { runControlLoop } from '../../../src/engine/threads/control-loop.ts';
import { openWake, type Wake } from '../../../src/engine/threads/wake.ts';

/** Runs the loop on a clock that pauses alone advance, with commands at given times; returns the times of its readings, µs. */
function readings(commandsUs: readonly number[], endUs: number): { readUs: number[]; dispatchedUs: number[] } {
  let timeUs = 0;
  const [readUs, dispatchedUs]: [number[], number[]] = [[], []];
  const calls = (): number => commandsUs.filter((us) => us <= timeUs).length;
  const wake: Wake = {
    calls,
    call: () => undefined,
    wait: (seen, ms) => {
      const end = timeUs + 1000 * ms;
      if (calls() !== seen) return;
      timeUs = Math.min(end, ...commandsUs.filter((us) => us > timeUs));
    },
    pause: (ms) => {
      timeUs += 1000 * ms;
    },
  };
  runControlLoop({
    stepper: { step: (us) => readUs.push(us) },
    nowUs: () => timeUs,
    dispatch: () => {
      while (dispatchedUs.length < calls()) dispatchedUs.push(timeUs);
      return timeUs < endUs;
    },
    wake,
  });
  return { readUs, dispatchedUs };
}

describe('the control loop', () => {
  it('reads the jacks every millisecond', () => {
    expect(readings([], 4000).readUs).toEqual([0, 1000, 2000, 3000]);
  });

  it('dispatches a command when it comes, and reads at once; the next reading is a millisecond later', () => {
    const { readUs, dispatchedUs } = readings([1300], 4000);
    expect(dispatchedUs).toEqual([1300]);
    expect(readUs).toEqual([0, 1000, 1300, 2300, 3300]);
  });

  it('reads four times a millisecond at most in a flood, and keeps no command waiting for longer than that', () => {
    const flood = Array.from({ length: 400 }, (_, n) => 10 * n + 5);
    const { readUs, dispatchedUs } = readings(flood, 4000);
    expect(readUs.length).toBeLessThanOrEqual(18);
    expect(dispatchedUs.every((us, n) => us - flood[n] <= 260)).toBe(true);
  });

  it('loses no command that comes between its dispatch and its pause', () => {
    const wake = openWake(new SharedArrayBuffer(4));
    const times: number[] = [];
    let sent = 0;
    // A clock that stands still: a pause that no command ends would last its whole millisecond each time.
    runControlLoop({
      wake: { ...wake, wait: (seen, ms) => void (seen === wake.calls() ? times.push(ms) : 0) },
      nowUs: () => 0,
      stepper: {
        step: () => {
          sent++;
          wake.call();
        },
      },
      dispatch: () => sent < 5,
    });
    expect(times).toEqual([]);
  });
});
