import type { Clock } from '@neurorack/contracts/clock';

/** CLOCK_MONOTONIC by `performance.now`, which does not make a BigInt at each call; its origin is each thread's own. */
export function createMonotonicClock(): Clock {
  const offsetUs = Number(process.hrtime.bigint()) / 1e3 - performance.now() * 1e3;
  return { nowUs: () => offsetUs + performance.now() * 1e3 };
}
