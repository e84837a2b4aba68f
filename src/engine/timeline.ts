/** Bandwidth of the loop in Hz: low enough to follow a drifting sample clock and ignore a late wake-up. */
const BANDWIDTH_HZ = 1;
/** An observation that differs from the expected time by more than this resets the loop (a pause, a clock jump), µs. */
const LOST_US = 100_000;

/** Indices of the loop's estimate: a time, the frames that had been played then, and how long a frame lasts. */
const TIME_US = 0;
const POSITION = 1;
const FRAME_US = 2;

/** Position of the stream at a time: the device's clock without the jitter of the thread that observes it. */
export interface Timeline {
  /** Adds an observation: `position` frames had been handed to the sink at `timeUs`. */
  observe(position: number, timeUs: number): void;
  /** The stream's position at `timeUs`, in frames, not rounded; 0 before the first observation. */
  positionAt(timeUs: number): number;
  /** The measured rate of the device, frames a second. */
  readonly sampleRate: number;
}

/**
 * A second-order delay-locked loop over the sink's periods (F. Adriaensen, Using a DLL to filter time, 2005).
 *
 * @param sampleRate nominal frames a second
 */
export function createTimeline({ sampleRate }: { readonly sampleRate: number }): Timeline {
  // An array: V8 allocates each number that a closure changes.
  const state = Float64Array.of(Number.NaN, 0, 1e6 / sampleRate);

  return {
    observe: (observed, observedUs) => {
      const frames = observed - state[POSITION];
      const expectedUs = state[TIME_US] + frames * state[FRAME_US];
      const errorUs = observedUs - expectedUs;
      state[POSITION] = observed;
      if (!(Math.abs(errorUs) < LOST_US) || frames < 0) {
        state[TIME_US] = observedUs;
        state[FRAME_US] = 1e6 / sampleRate;
        return;
      }
      if (frames === 0) return;
      const omega = (2 * Math.PI * BANDWIDTH_HZ * frames) / sampleRate;
      state[TIME_US] = expectedUs + Math.SQRT2 * omega * errorUs;
      state[FRAME_US] += (omega * omega * errorUs) / frames;
    },
    positionAt: (atUs) =>
      Number.isNaN(state[TIME_US]) ? 0 : state[POSITION] + (atUs - state[TIME_US]) / state[FRAME_US],
    get sampleRate() {
      return 1e6 / state[FRAME_US];
    },
  };
}
