import { clamp } from '../../numeric/clamp.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';

/** Octaves of level lost a frame: never slower than 60 dB/s, so that a held sound ends; never a cut. */
const SLOWEST_DB_PER_SECOND = 60;
const FASTEST_DB_PER_SECOND = 600;
const DB_PER_OCTAVE = 20 * Math.log10(2);
/** The decay is that of the last 100 ms. */
const MEASURED_SECONDS = 0.1;

/**
 * How fast a sound dies past its last frame, in octaves of level a frame (positive): the slope between the two halves of
 * its last 100 ms, kept between 60 and 600 dB/s.
 */
export function decayPerFrame(set: DescriptorSet): number {
  const framesPerSecond = set.analysis.sampleRate / set.analysis.hop;
  const half = Math.max(1, Math.round((MEASURED_SECONDS * framesPerSecond) / 2)) * LEVELS_PER_FRAME;
  const end = set.level.length;
  const middle = Math.max(0, end - half);
  const before = rootMeanSquare(set.level, Math.max(0, middle - half), middle);
  const after = rootMeanSquare(set.level, middle, end);
  const perFrame = (Math.log2(before / after) * LEVELS_PER_FRAME) / half;
  const slowest = SLOWEST_DB_PER_SECOND / DB_PER_OCTAVE / framesPerSecond;
  const fastest = FASTEST_DB_PER_SECOND / DB_PER_OCTAVE / framesPerSecond;
  // Silence on either side gives no slope (NaN or infinite): the slowest decay then.
  return Number.isFinite(perFrame) ? clamp(perFrame, slowest, fastest) : slowest;
}

function rootMeanSquare(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (const value of values.subarray(from, to)) sum += value * value;
  return Math.sqrt(sum / (to - from));
}
