import { LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { createHeldLevel } from './held-level.ts';
import { TRACK_ANALYSIS } from './moving-analysis.ts';

const SAMPLES_PER_LEVEL = 32;

/**
 * The level lane as partials follow it: it rises at once, holds a peak for 2048 samples and then falls, by 1/e in 20 ms at most.
 * Partials that beat make the lane beat, which would modulate each of them.
 *
 * @param lane a level lane of eight values in 256 samples
 */
export function holdLevel(lane: Float32Array, sampleRate: number): Float64Array {
  const held = createHeldLevel(TRACK_ANALYSIS, { subframe: SAMPLES_PER_LEVEL, sampleRate });
  return Float64Array.from(lane, (_, n) => {
    held.follow(lane, n);
    return held.value[0];
  });
}

/** Level-lane values between two grid points. */
export const LEVELS_PER_POINT = 2 * LEVELS_PER_FRAME;
