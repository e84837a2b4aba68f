import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  advanceUs(by: number): void;
  /** Never back. */
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
