/** Half of the moving average, which is 24 dB below a tone of 8 Hz. */
const HALF_AVERAGE_SECONDS = 0.0125;

/**
 * The audible part of a sound: its difference from the moving average over 25 ms. All of it from 40 Hz on, 24 dB less at 8 Hz. The
 * first and last sample continue beyond the ends.
 */
export function audibleOf(samples: Float32Array, sampleRate: number): Float32Array {
  const half = Math.floor(HALF_AVERAGE_SECONDS * sampleRate);
  const last = samples.length - 1;
  const at = (n: number): number => samples[Math.min(last, Math.max(0, n))];
  const result = new Float32Array(samples.length);
  let sum = 0;
  for (let n = -half; n < half; n++) sum += at(n);
  for (let n = 0; n <= last; n++) {
    sum += at(n + half);
    result[n] = samples[n] - sum / (2 * half + 1);
    sum -= at(n - half);
  }
  return result;
}
