import { DONE, type Outcome } from './outcome.ts';

/** Saves what changes, not every change. For the main thread. */
export interface Saver<T> {
  /** Takes the newest content; it is on disk one interval later at the latest. */
  change(content: T): void;
  /**
   * Saves at once what is not saved yet, and waits for what is on its way; resolves within `withinMs` even if the disk
   * hangs. For the end of the program. Never rejects.
   */
  flush(withinMs: number): Promise<Outcome>;
}

export interface SaverOptions<T> {
  /** For the message when the disk does not answer: 'settings'. */
  readonly title: string;
  readonly save: (content: T) => Promise<Outcome>;
  /** At least this long from one save to the next, milliseconds. */
  readonly intervalMs: number;
  /** Hears why a save failed, once for each reason until a save succeeds. It is tried again, ever more seldom. */
  readonly onMessage: (message: string) => void;
  /** Calls back once, after that time, unless the function it gives is called first. Default: a timer of node's. */
  readonly after?: (ms: number, action: () => void) => () => void;
}

/** After a failure the interval doubles, up to this many times itself: a disk that stays full is seldom asked. */
const MOST_INTERVALS = 64;

export function createSaver<T>(options: SaverOptions<T>): Saver<T> {
  const { title, save, intervalMs, onMessage, after = nodeTimer } = options;
  let unsaved: { readonly content: T } | undefined;
  let underWay: Promise<Outcome> | undefined;
  let cancel: (() => void) | undefined;
  let waitMs = intervalMs;
  let said = '';

  const wake = (): void => {
    cancel ??= after(waitMs, () => {
      cancel = undefined;
      void write();
    });
  };

  /** The newest content, after the save that is on its way. */
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
      said = '';
      return outcome;
    }
    unsaved ??= mine;
    if (outcome.message !== said) onMessage(outcome.message);
    said = outcome.message;
    waitMs = Math.min(2 * waitMs, MOST_INTERVALS * intervalMs);
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
  timer.unref(); // a change that waits keeps no program alive: `flush` is for that
  return () => clearTimeout(timer);
}
