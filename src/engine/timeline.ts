/** Bandwidth of the loop in Hz: low enough to follow a drifting sample clock and ignore a late wake-up. */
const BANDWIDTH_HZ = 1;
/** An observation that differs from the expected time by more than this resets the loop (a pause, a clock jump), µs. */
const LOST_US = 100_000;

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
  /** The loop's estimate: `position` frames at `timeUs`; a frame lasts `frameUs`. */
  let timeUs = Number.NaN;
  let position = 0;
  let frameUs = 1e6 / sampleRate;

  return {
    observe: (observed, observedUs) => {
      const frames = observed - position;
      const expectedUs = timeUs + frames * frameUs;
      const errorUs = observedUs - expectedUs;
      position = observed;
      if (!(Math.abs(errorUs) < LOST_US) || frames < 0) {
        timeUs = observedUs;
        frameUs = 1e6 / sampleRate;
        return;
      }
      if (frames === 0) return;
      const omega = (2 * Math.PI * BANDWIDTH_HZ * frames) / sampleRate;
      timeUs = expectedUs + Math.SQRT2 * omega * errorUs;
      frameUs += (omega * omega * errorUs) / frames;
    },
    positionAt: (atUs) => (Number.isNaN(timeUs) ? 0 : position + (atUs - timeUs) / frameUs),
    get sampleRate() {
      return 1e6 / frameUs;
    },
  };
}
