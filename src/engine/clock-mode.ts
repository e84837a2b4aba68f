import { setTimeout as sleep } from 'node:timers/promises';

const UNKNOWN = 0;
const PACED = 1;
const OWN_TIME = 2;

/** Whether a device sets the pace of the stream, as the audio thread finds out and tells the others. */
export interface ClockMode {
  set(isPaced: boolean): void;
  /** Waits for the answer; undefined when `obey` says that the thread has to end. */
  wait(obey: () => boolean): Promise<boolean | undefined>;
}

export function openClockMode(memory: SharedArrayBuffer): ClockMode {
  const words = new Int32Array(memory, 0, 1);
  return {
    set: (isPaced) => void Atomics.store(words, 0, isPaced ? PACED : OWN_TIME),
    wait: async (obey) => {
      while (Atomics.load(words, 0) === UNKNOWN) {
        if (!obey()) return undefined;
        await sleep(1);
      }
      return Atomics.load(words, 0) === PACED;
    },
  };
}
