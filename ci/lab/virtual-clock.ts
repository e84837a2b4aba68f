import { setImmediate as settle } from 'node:timers/promises';

/** A clock that advances only while everything waits. */
export interface VirtualClock {
  now(): number;
  /** Resolves after a time; calls for one moment resolve in the order of the calls. */
  sleep(time: number): Promise<void>;
  /** Advances until `work`, which waits only for this clock, is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function createVirtualClock(): VirtualClock {
  let now = 0;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (time) =>
      new Promise((wake) => {
        const at = now + time;
        const place = waiting.findIndex((one) => one.at > at);
        waiting.splice(place < 0 ? waiting.length : place, 0, { at, wake });
      }),
    run: async (work) => {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => undefined); // thrown below
      for (;;) {
        await settle();
        const next = isDone ? undefined : waiting.shift();
        if (next === undefined) return done;
        now = next.at;
        next.wake();
      }
    },
  };
}
