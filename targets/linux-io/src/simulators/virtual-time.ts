import type { Clock } from '@neurorack/contracts/clock';

/** A clock that moves only when a test or a simulated transaction advances it. */
export interface VirtualTime extends Clock {
  advance(us: number): void;
  waitUntil(timeUs: number): void;
}

export function createVirtualTime(startUs = 1e6): VirtualTime {
  let now = startUs;
  return {
    nowUs: () => now,
    advance: (us) => {
      now += us;
    },
    waitUntil: (timeUs) => {
      now = Math.max(now, timeUs);
    },
  };
}
