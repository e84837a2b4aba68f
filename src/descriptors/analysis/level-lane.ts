import { LEVELS_PER_FRAME } from '../descriptor-set.ts';

/** How long the lane holds a peak, in samples: the length of the default RMS window. */
const HOLD = 512;

/**
 * The level lane: linear RMS of each eighth of a hop (32 samples at hop 256), each value the greatest of those in the
 * last 512 samples, so that it rises with an attack at once and never before it. `LEVELS_PER_FRAME * frames` values.
 */
export function measureLevelLane(samples: Float32Array, hop: number, frames: number): Float32Array {
  const level = new Float32Array(LEVELS_PER_FRAME * frames);
  const held = Math.max(1, Math.ceil((HOLD * LEVELS_PER_FRAME) / hop));
  const recent = new Float32Array(held);
  for (let i = 0; i < level.length; i++) {
    const from = Math.floor((i * hop) / LEVELS_PER_FRAME);
    const to = Math.floor(((i + 1) * hop) / LEVELS_PER_FRAME);
    let sum = 0;
    for (let n = from; n < Math.min(to, samples.length); n++) sum += samples[n] * samples[n];
    recent[i % held] = Math.sqrt(sum / Math.max(1, to - from));
    let greatest = 0;
    for (let j = 0; j < held; j++) greatest = Math.max(greatest, recent[j]);
    level[i] = greatest;
  }
  return level;
}
