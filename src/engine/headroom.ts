/** Added to the frames that the browser requests at once: the time that a block may take, frames. */
const MARGIN_FRAMES = 128;
/** Smallest headroom, frames. */
const MIN_FRAMES = 256;
/** Frames by which the headroom grows at a report with underruns. */
const RISE_FRAMES = 256;
/** It falls by this share of what it has grown by, and by no fewer frames. */
const [FALL_SHARE, MIN_FALL_FRAMES] = [0.25, 128];
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

/**
 * @param burstFrames frames that the browser requests at once
 * @param maxFrames largest headroom for which a deck's ring has room
 */
export function createHeadroom({
  burstFrames,
  maxFrames,
  sampleRate,
}: {
  readonly burstFrames: number;
  readonly maxFrames: number;
  readonly sampleRate: number;
}): Headroom {
  const least = Math.min(maxFrames, Math.max(MIN_FRAMES, burstFrames + MARGIN_FRAMES));
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
        frames = Math.min(maxFrames, frames + RISE_FRAMES);
        since = position;
      } else if (frames > least && position - since >= quietFrames) {
        frames = Math.max(least, frames - Math.max(MIN_FALL_FRAMES, Math.round(FALL_SHARE * (frames - least))));
        hasFallen = true;
        since = position;
      }
      return frames !== before;
    },
  };
}
