import { unref } from '../engine/unref.ts';

/** Shortest time between two sends, ms, apart from those that something follows: jacks are read as often. */
const MIN_SEND_MS = 1;

/** Sends a state that changes often: at once after a pause, and then at a bounded rate. */
export interface PacedSends {
  /** Notes that the state has changed. */
  change(): void;
  /** Sends a change now. */
  flush(): void;
  /** Sends a change now, or as soon as the rate allows it. */
  settle(): void;
  close(): void;
}

export function createPacedSends(send: () => void, nowMs: () => number): PacedSends {
  let isWaiting = false;
  let sentMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!isWaiting) return;
    isWaiting = false;
    sentMs = nowMs();
    send();
  }

  return {
    change: () => {
      isWaiting = true;
    },
    flush,
    settle: () => {
      if (!isWaiting || timer !== undefined) return;
      const waitMs = MIN_SEND_MS - (nowMs() - sentMs);
      if (waitMs <= 0) flush();
      else unref((timer = setTimeout(flush, waitMs)));
    },
    close: () => clearTimeout(timer),
  };
}
