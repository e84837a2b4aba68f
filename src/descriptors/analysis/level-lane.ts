import { LEVELS_PER_FRAME } from '../descriptor-set.ts';

/** Hold time of a peak, samples: the length of the default RMS window. */
const HOLD_SAMPLES = 512;

/**
 * Measures the level lane: the linear RMS of each eighth of a hop (32 samples at hop 256), peak-held over the last 512 samples, so
 * that it rises immediately with an attack and never before it. `LEVELS_PER_FRAME * frames` values.
 */
export function measureLevelLane(samples: Float32Array, hop: number, frames: number): Float32Array {
  const level = new Float32Array(LEVELS_PER_FRAME * frames);
  const held = Math.max(1, Math.ceil((HOLD_SAMPLES * LEVELS_PER_FRAME) / hop));
  const recent = new Float32Array(held);
  for (let i = 0; i < level.length; i++) {
    const from = Math.floor((i * hop) / LEVELS_PER_FRAME);
    const to = Math.floor(((i + 1) * hop) / LEVELS_PER_FRAME);
    let sum = 0;
    for (let n = from; n < Math.min(to, samples.length); n++) sum += samples[n] * samples[n];
    recent[i % held] = Math.sqrt(sum / Math.max(1, to - from));
    let max = 0;
    for (let j = 0; j < held; j++) max = Math.max(max, recent[j]);
    level[i] = max;
  }
  return level;
}
