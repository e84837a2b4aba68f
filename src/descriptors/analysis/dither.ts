import { uniform } from '../../numeric/hash.ts';

const STREAM = 0x64697468; // 'dith'

/**
 * Copies a sound and adds uniform noise of `levelDb` dBFS RMS, so that silence has defined descriptors. The noise of sample n
 * depends only on n; `models/training` adds the same.
 */
export function addDither(samples: Float32Array, levelDb: number): Float32Array {
  const amplitude = Math.sqrt(3) * 10 ** (levelDb / 20);
  return samples.map((x, n) => x + amplitude * (2 * uniform(STREAM, n) - 1));
}
