import { nextTurn } from '../../../../src/voice/next-turn.ts';

/** Longest wait, ms. */
const MAX_WAIT_MS = 20;

/** Lets a loop wait for messages, which a Worker receives between two turns of its event loop. */
export interface WakeUp {
  /** Ends the wait: a message has arrived. */
  wake(): void;
  /**
   * Waits for a message, 20 ms at most, unless the condition is met; in each case the event loop has had a turn.
   *
   * @returns whether the condition is met
   */
  waitUntil(isMet: () => boolean): Promise<boolean>;
  close(): void;
}

export function createWakeUp(): WakeUp {
  let resolve: (() => void) | undefined;
  const wake = (): void => {
    resolve?.();
    resolve = undefined;
  };
  const timer = setInterval(wake, MAX_WAIT_MS);
  return {
    wake,
    waitUntil: async (isMet) => {
      if (isMet()) {
        await nextTurn();
        return true;
      }
      await new Promise<void>((done) => {
        resolve = done;
      });
      return isMet();
    },
    close: () => clearInterval(timer),
  };
}
