import { clamp } from '../../numeric/clamp.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';

/** Limits of the decay: fast enough that a held sound ends, slow enough not to be a cut. */
const MIN_DB_PER_SECOND = 60;
const MAX_DB_PER_SECOND = 600;
const DB_PER_OCTAVE = 20 * Math.log10(2);
/** Part of the sound over which the decay is measured. */
const MEASURED_SECONDS = 0.1;

/**
 * Decay of a sound after its last frame, in octaves of level per frame (positive): the slope between the two halves of its last
 * 100 ms, limited to 60-600 dB/s.
 */
export function decayPerFrame(set: DescriptorSet): number {
  const framesPerSecond = set.analysis.sampleRate / set.analysis.hop;
  const half = Math.max(1, Math.round((MEASURED_SECONDS * framesPerSecond) / 2)) * LEVELS_PER_FRAME;
  const end = set.level.length;
  const middle = Math.max(0, end - half);
  const before = rootMeanSquare(set.level, Math.max(0, middle - half), middle);
  const after = rootMeanSquare(set.level, middle, end);
  const perFrame = (Math.log2(before / after) * LEVELS_PER_FRAME) / half;
  const min = MIN_DB_PER_SECOND / DB_PER_OCTAVE / framesPerSecond;
  const max = MAX_DB_PER_SECOND / DB_PER_OCTAVE / framesPerSecond;
  // Silence in either half gives no slope (NaN or infinite).
  return Number.isFinite(perFrame) ? clamp(perFrame, min, max) : min;
}

function rootMeanSquare(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (const value of values.subarray(from, to)) sum += value * value;
  return Math.sqrt(sum / (to - from));
}
