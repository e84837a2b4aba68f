import type { Clock } from '@neurorack/contracts/clock';

/** The clock of a Worker, µs since it began. */
export const workerClock: Clock = { nowUs: () => 1000 * performance.now() };
