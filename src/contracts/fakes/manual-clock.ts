import type { Clock } from '../clock.ts';

/** A clock that a test advances. */
export interface ManualClock extends Clock {
  advanceUs(by: number): void;
  /** Sets the time; an earlier time is ignored. */
  setUs(timeUs: number): void;
}

export function createManualClock(startUs = 0): ManualClock {
  let now = startUs;
  return {
    nowUs: () => now,
    advanceUs: (by) => {
      now += Math.max(by, 0);
    },
    setUs: (timeUs) => {
      now = Math.max(now, timeUs);
    },
  };
}
