import type { Clock } from '@neurorack/contracts/clock';

/** Blocks the thread until a time of its clock, µs. */
export type WaitUntil = (timeUs: number) => void;

/** Shorter waits turn in place: the kernel's sleep comes back about 60 µs late. */
const SPIN_US = 120;

/** Sleeps for the most of it, turns for the rest. For the control thread alone: the main thread may not block. */
export function createWait(clock: Clock): WaitUntil {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return (timeUs) => {
    const left = timeUs - clock.nowUs();
    if (left > SPIN_US) Atomics.wait(cell, 0, 0, (left - SPIN_US) / 1000);
    while (clock.nowUs() < timeUs);
  };
}
