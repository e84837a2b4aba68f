/** Target fill in samples of the sender: initial, minimum and maximum (46, 23 and 186 ms at 44.1 kHz). */
const INITIAL_TARGET = 2048;
const MIN_TARGET = 1024;
const MAX_TARGET = 8192;
/** Fill to keep at its lowest point, samples; more than that is needless latency. */
const SPARE = 512;
/** Samples between adjustments: slow below the fill that has sufficed so far, quick above it, where a stall has raised the target. */
const SLOW_WINDOW = 441_000;
const QUICK_WINDOW = 88_200;
/** A gap this soon after another one is part of the same stall, samples: about one second. */
const STALL = 44_100;
/** A stall this soon after the last one shows that the network needs a larger buffer, samples: one minute. */
const RECURRENCE = 2_646_000;

/** The fill that a jitter buffer aims at. Allocates nothing after it is created. */
export interface FillTarget {
  /** Samples that should be buffered. */
  readonly samples: number;
  /** Times that samples were missing: gaps of one stall count once. */
  readonly stalls: number;
  /** Times that old audio was skipped, likewise. */
  readonly skips: number;
  /** No samples were left: more are needed. */
  handleGap(): void;
  /** Old audio was skipped. */
  handleSkip(): void;
  /** Time has passed, played or not. */
  advance(samples: number): void;
  /** The fill after `read` samples were played. */
  watch(fill: number, read: number): void;
  /** Watches from now on: the fill has been set to the target. */
  restart(): void;
}

/**
 * The target grows with each gap and shrinks while the buffer never runs low. What a single stall has added is given back within
 * seconds; stalls that recur raise the level that is given back to.
 */
export function createFillTarget(): FillTarget {
  let target = INITIAL_TARGET;
  let sufficient = INITIAL_TARGET;
  let lowest = Number.POSITIVE_INFINITY;
  let watched = 0;
  let sinceGap = Number.POSITIVE_INFINITY;
  const counts = { stalls: 0, skips: 0 };

  /** Returns whether a stall begins, and not one that has begun goes on. */
  function beginsStall(): boolean {
    const pause = sinceGap;
    sinceGap = 0;
    if (pause < STALL) return false;
    const isRecurrence = pause < RECURRENCE;
    sufficient = isRecurrence ? Math.min(MAX_TARGET, 1.5 * sufficient) : Math.min(sufficient, target);
    return true;
  }

  function restart(): void {
    lowest = target;
    watched = 0;
  }

  return {
    get samples() {
      return target;
    },
    get stalls() {
      return counts.stalls;
    },
    get skips() {
      return counts.skips;
    },
    handleGap: () => {
      if (beginsStall()) counts.stalls++;
      target = Math.min(MAX_TARGET, 1.5 * target);
    },
    handleSkip: () => {
      if (beginsStall()) counts.skips++;
    },
    advance: (samples) => {
      sinceGap += samples;
    },
    watch: (fill, read) => {
      lowest = Math.min(lowest, fill);
      watched += read;
      const isRaised = target > sufficient;
      if (watched < (isRaised ? QUICK_WINDOW : SLOW_WINDOW)) return;
      const lower = target - Math.max(0, lowest - SPARE) / 4;
      target = Math.max(isRaised ? sufficient : MIN_TARGET, lower);
      sufficient = Math.min(sufficient, Math.max(target, MIN_TARGET));
      lowest = Number.POSITIVE_INFINITY;
      watched = 0;
    },
    restart,
  };
}
