import FFT from 'fft.js';
import { hann } from '../analysis/tables.ts';

/** Short-time power spectra of a sound. */
export interface PowerSpectra {
  /** Number of bins: half the window plus one. */
  readonly bins: number;
  /** Power spectrum of the Hann window that starts at `first`, zero-padded after the sound. The array is reused by the next call. */
  at(first: number): Float64Array;
}

/** Creates the power spectra of `samples`; `size`, the window in samples, is a power of two. */
export function createPowerSpectra(samples: Float32Array, size: number): PowerSpectra {
  const transform = new FFT(size);
  const window = hann(size);
  const input: number[] = new Array<number>(size).fill(0);
  const output = transform.createComplexArray();
  const bins = size / 2 + 1;
  const power = new Float64Array(bins);
  return {
    bins,
    at: (first) => {
      for (let n = 0; n < size; n++) input[n] = first + n < samples.length ? samples[first + n] * window[n] : 0;
      transform.realTransform(output, input);
      for (let k = 0; k < bins; k++) power[k] = output[2 * k] ** 2 + output[2 * k + 1] ** 2;
      return power;
    },
  };
}

/** Index of the first sample that reaches a tenth of the peak; 0 in silence. */
export function findOnset(samples: Float32Array): number {
  let peak = 0;
  for (const x of samples) peak = Math.max(peak, Math.abs(x));
  return peak === 0 ? 0 : samples.findIndex((x) => Math.abs(x) >= 0.1 * peak);
}
