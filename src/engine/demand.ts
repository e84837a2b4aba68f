const ASKED = 0;
const DONE = 1;

/**
 * How the render thread and the control thread keep step when time is the stream's own (a file is being written): the
 * render thread asks for everything up to a frame, and waits until the control thread has seen to it.
 */
export interface Demand {
  /** Asks for controls and gates up to `frame` of the stream and waits for them; false after `timeoutMs`. Render thread. */
  require(frame: number, timeoutMs: number): boolean;
  /** The frame that was asked for last, waiting up to `timeoutMs` for one beyond `after`. Control thread. */
  next(after: number, timeoutMs: number): number;
  /** Says that everything up to `frame` is there. Control thread. */
  fulfil(frame: number): void;
}

export function openDemand(memory: SharedArrayBuffer): Demand {
  const words = new Int32Array(memory, 0, 2);
  return {
    require: (frame, timeoutMs) => {
      if (frame > Atomics.load(words, ASKED)) {
        Atomics.store(words, ASKED, frame);
        Atomics.notify(words, ASKED);
      }
      for (let done = Atomics.load(words, DONE); done < frame; done = Atomics.load(words, DONE)) {
        if (Atomics.wait(words, DONE, done, timeoutMs) === 'timed-out') return Atomics.load(words, DONE) >= frame;
      }
      return true;
    },
    next: (after, timeoutMs) => {
      const asked = Atomics.load(words, ASKED);
      if (asked > after) return asked;
      Atomics.wait(words, ASKED, asked, timeoutMs);
      return Atomics.load(words, ASKED);
    },
    fulfil: (frame) => {
      Atomics.store(words, DONE, frame);
      Atomics.notify(words, DONE);
    },
  };
}
