import { clamp } from '../../numeric/clamp.ts';

/** Values this small count as 0, which counts as positive (librosa's `zero_crossings`, threshold 1e-10). */
const THRESHOLD = Math.fround(1e-10);

/** Counts zero crossings of successive frames of a sound. */
export interface CrossingCounter {
  /** Crossings per sample of the frame at `start`, which may lie outside the sound but not before the previous frame. */
  rate(start: number): number;
}

/**
 * Creates a counter by librosa's definition: sample i is a crossing when its sign differs from sample i - 1's. The first sample of a
 * frame never counts, the sound's edge values are repeated outside (so nothing crosses there), and the count is divided by the
 * window length.
 */
export function createCrossingCounter(sound: Float32Array, window: number): CrossingCounter {
  // A ring of cumulative counts that covers a window: the count of a frame is a difference of two.
  const size = 2 ** Math.ceil(Math.log2(window + 1));
  const cumulative = new Uint32Array(size);
  let counted = 0;
  let count = 0;
  let wasNegative = sound[0] < -THRESHOLD;
  return {
    rate(start) {
      const first = clamp(start, 0, sound.length - 1);
      const last = clamp(start + window - 1, 0, sound.length - 1);
      while (counted < last) {
        const negative = sound[++counted] < -THRESHOLD;
        if (negative !== wasNegative) count++;
        wasNegative = negative;
        cumulative[counted & (size - 1)] = count;
      }
      return (cumulative[last & (size - 1)] - cumulative[first & (size - 1)]) / window;
    },
  };
}
