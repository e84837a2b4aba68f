import { LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { TRACK_ANALYSIS } from './moving-analysis.ts';

const SAMPLES_PER_LEVEL = 32;
const HOLD = TRACK_ANALYSIS.holdSamples / SAMPLES_PER_LEVEL;

/**
 * The level lane as partials follow it: it rises at once, holds a peak for 2048 samples and then falls, by 1/e in 20 ms at most.
 * Partials that beat make the lane beat, which would modulate each of them.
 *
 * @param lane a level lane of eight values in 256 samples
 */
export function holdLevel(lane: Float32Array, sampleRate: number): Float64Array {
  const release = Math.exp(-SAMPLES_PER_LEVEL / (TRACK_ANALYSIS.releaseSeconds * sampleRate));
  const held = new Float64Array(lane.length);
  let last = 0;
  for (let n = 0; n < lane.length; n++) {
    let peak = 0;
    for (let m = Math.max(0, n - HOLD + 1); m <= n; m++) peak = Math.max(peak, lane[m]);
    last = Math.max(peak, last * release);
    held[n] = last;
  }
  return held;
}

/** Level-lane values between two grid points. */
export const LEVELS_PER_POINT = 2 * LEVELS_PER_FRAME;
