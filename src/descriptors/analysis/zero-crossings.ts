import { clamp } from '../../numeric/clamp.ts';

/** Values this small count as 0, which counts as positive (librosa's `zero_crossings`, threshold 1e-10). */
const THRESHOLD = Math.fround(1e-10);

/** The zero-crossing rate of frames that move forward through a sound. */
export interface CrossingCounter {
  /** Crossings per sample of the frame that begins at `start`, which may lie outside the sound but never before an earlier frame's. */
  rate(start: number): number;
}

/**
 * Counts as librosa does: a crossing at sample i when its sign differs from sample i - 1's, the frame's first sample
 * never, the sound's edge values repeated outside (so nothing crosses there), divided by the window length.
 */
export function createCrossingCounter(sound: Float32Array, window: number): CrossingCounter {
  // Crossings of the samples up to each one, in a ring that holds a window: a frame's are a difference of two.
  const size = 2 ** Math.ceil(Math.log2(window + 1));
  const upTo = new Uint32Array(size);
  let known = 0;
  let count = 0;
  let wasNegative = sound[0] < -THRESHOLD;
  return {
    rate(start) {
      const first = clamp(start, 0, sound.length - 1);
      const last = clamp(start + window - 1, 0, sound.length - 1);
      while (known < last) {
        const negative = sound[++known] < -THRESHOLD;
        if (negative !== wasNegative) count++;
        wasNegative = negative;
        upTo[known & (size - 1)] = count;
      }
      return (upTo[last & (size - 1)] - upTo[first & (size - 1)]) / window;
    },
  };
}
