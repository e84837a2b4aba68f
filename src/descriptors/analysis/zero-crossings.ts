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
  let from = 1;
  let to = 1;
  let count = 0;
  // Samples that may cross lie at 1 ... length - 1; [from, to) is the part that `count` covers.
  return {
    rate(start) {
      const wantedFrom = Math.min(Math.max(start + 1, 1), sound.length);
      const wantedTo = Math.min(Math.max(start + window, 1), sound.length);
      if (wantedFrom >= to) {
        from = wantedFrom;
        to = wantedFrom;
        count = 0;
      }
      for (; to < wantedTo; to++) count += crosses(sound, to);
      for (; from < wantedFrom; from++) count -= crosses(sound, from);
      return count / window;
    },
  };
}

function crosses(sound: Float32Array, i: number): number {
  return sound[i] < -THRESHOLD !== sound[i - 1] < -THRESHOLD ? 1 : 0;
}
