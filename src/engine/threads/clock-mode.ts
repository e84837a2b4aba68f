import { setTimeout as sleep } from 'node:timers/promises';

const UNKNOWN = 0;
const CLOCKED = 1;
const OFFLINE = 2;

/**
 * Whether a device clocks the stream or it runs on an offline clock, as a file does. The audio thread finds out when it opens
 * the sink; the others wait for the answer.
 */
export interface ClockMode {
  /** Audio thread. */
  set(isClocked: boolean): void;
  /** Waits for the answer; undefined when `dispatch` returns false: the thread has to stop. */
  wait(dispatch: () => boolean): Promise<boolean | undefined>;
}

export function openClockMode(memory: SharedArrayBuffer): ClockMode {
  const words = new Int32Array(memory, 0, 1);
  return {
    set: (isClocked) => void Atomics.store(words, 0, isClocked ? CLOCKED : OFFLINE),
    wait: async (dispatch) => {
      while (Atomics.load(words, 0) === UNKNOWN) {
        if (!dispatch()) return undefined;
        await sleep(1);
      }
      return Atomics.load(words, 0) === CLOCKED;
    },
  };
}
