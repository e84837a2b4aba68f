import { DONE, type Outcome } from './outcome.ts';

/** Saves a changing content at intervals, not at every change. Main thread. */
export interface Saver<T> {
  /** Sets the content to save; it is on disk after at most one interval. */
  change(content: T): void;
  /**
   * Saves unsaved content at once and waits for a save that is under way; resolves within `withinMs` even if the disk
   * hangs. For program exit. Never rejects.
   */
  flush(withinMs: number): Promise<Outcome>;
}

export interface SaverOptions<T> {
  /** Name in the message of a disk that does not answer: 'settings'. */
  readonly title: string;
  readonly save: (content: T) => Promise<Outcome>;
  /** Shortest time between two saves, ms. */
  readonly intervalMs: number;
  /** Called with the reason of a failed save, once per reason until a save succeeds. Failed saves are retried at growing intervals. */
  readonly onMessage: (message: string) => void;
  /** Starts a one-shot timer and returns a function that cancels it. Default: a timer of Node.js. */
  readonly after?: (ms: number, action: () => void) => () => void;
}

/** After each failure the interval doubles, up to this multiple: a full disk is retried seldom. */
const MAX_INTERVALS = 64;

export function createSaver<T>(options: SaverOptions<T>): Saver<T> {
  const { title, save, intervalMs, onMessage, after = nodeTimer } = options;
  let unsaved: { readonly content: T } | undefined;
  let underWay: Promise<Outcome> | undefined;
  let cancel: (() => void) | undefined;
  let waitMs = intervalMs;
  let lastMessage = '';

  const wake = (): void => {
    cancel ??= after(waitMs, () => {
      cancel = undefined;
      void write();
    });
  };

  /** Saves the newest content, after a save that is under way. */
  const write = async (): Promise<Outcome> => {
    while (underWay !== undefined) await underWay;
    if (unsaved === undefined) return DONE;
    const mine = unsaved;
    unsaved = undefined;
    underWay = save(mine.content);
    const outcome = await underWay;
    underWay = undefined;
    if (outcome.isDone) {
      waitMs = intervalMs;
      lastMessage = '';
      return outcome;
    }
    unsaved ??= mine;
    if (outcome.message !== lastMessage) onMessage(outcome.message);
    lastMessage = outcome.message;
    waitMs = Math.min(2 * waitMs, MAX_INTERVALS * intervalMs);
    wake();
    return outcome;
  };

  return {
    change(content) {
      unsaved = { content };
      wake();
    },
    flush(withinMs) {
      cancel?.();
      cancel = undefined;
      return new Promise((resolve) => {
        const message = `could not save ${title}: the disk did not answer within ${withinMs} ms`;
        const giveUp = after(withinMs, () => resolve({ isDone: false, message }));
        void write().then((outcome) => {
          giveUp();
          resolve(outcome);
        });
      });
    },
  };
}

function nodeTimer(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  // In Node an unsaved change does not keep the program running, as `flush` saves it at exit; in a browser a timer is a number.
  if (typeof timer === 'object') timer.unref();
  return () => clearTimeout(timer);
}
