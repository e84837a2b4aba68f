/** Added to the frames that the browser requests at once: the time that a block may take, frames. */
const MARGIN_FRAMES = 128;
/** Smallest headroom, and the one above which a deck's ring has no room for a block, frames. */
const [MIN_FRAMES, MAX_FRAMES] = [256, 1792];
/** Frames by which the headroom grows at a report with underruns, and falls after quiet time. */
const [RISE_FRAMES, FALL_FRAMES] = [256, 128];
/** Time without an underrun after which the headroom falls: at first, and at most, seconds. */
const [QUIET_SECONDS, MAX_QUIET_SECONDS] = [10, 160];

/** The frames that a render thread keeps ready for an output without real-time priority, such as a browser's: the larger part of a gate's latency. */
export interface Headroom {
  readonly frames: number;
  /**
   * Call with each report of the mixer. The headroom grows at once after an underrun, and falls step by step after quiet time; where a fall
   * brings the next underrun, the quiet time that the next fall needs is doubled.
   *
   * @param position of the stream, frames
   * @param underruns so far
   * @returns whether `frames` has changed
   */
  observe(position: number, underruns: number): boolean;
}

/** @param burstFrames frames that the browser requests at once */
export function createHeadroom({
  burstFrames,
  sampleRate,
}: {
  readonly burstFrames: number;
  readonly sampleRate: number;
}): Headroom {
  const least = Math.min(MAX_FRAMES, Math.max(MIN_FRAMES, burstFrames + MARGIN_FRAMES));
  let frames = least;
  let quietFrames = QUIET_SECONDS * sampleRate;
  let seen = 0;
  /** Position at the last underrun or fall. */
  let since = 0;
  let hasFallen = false;

  return {
    get frames() {
      return frames;
    },
    observe: (position, underruns) => {
      const before = frames;
      const hasUnderrun = underruns > seen;
      seen = underruns;
      if (hasUnderrun) {
        if (hasFallen) quietFrames = Math.min(2 * quietFrames, MAX_QUIET_SECONDS * sampleRate);
        hasFallen = false;
        frames = Math.min(MAX_FRAMES, frames + RISE_FRAMES);
        since = position;
      } else if (frames > least && position - since >= quietFrames) {
        frames = Math.max(least, frames - FALL_FRAMES);
        hasFallen = true;
        since = position;
      }
      return frames !== before;
    },
  };
}
