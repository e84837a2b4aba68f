import type { Clock } from '@neurorack/contracts/clock';

/** Blocks the thread until a time of the clock, µs. */
export type WaitUntil = (timeUs: number) => void;

/** Shorter waits spin: the kernel's sleep returns about 60 µs late. */
const SPIN_US = 120;

/** Sleeps until shortly before the time, then spins. Only for the control thread: the main thread must not block. */
export function createWait(clock: Clock): WaitUntil {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return (timeUs) => {
    const left = timeUs - clock.nowUs();
    if (left > SPIN_US) Atomics.wait(cell, 0, 0, (left - SPIN_US) / 1000);
    while (clock.nowUs() < timeUs);
  };
}
