import FFT from 'fft.js';
import { hann } from '../analysis/tables.ts';
import { MOVING_HOP, pointsOf } from './moving-analysis.ts';

/** Power spectra of Hann windows centred on the grid of a moving timbre. */
export interface CentredSpectra {
  /** Number of grid points of the sound. */
  readonly points: number;
  /**
   * Power spectrum of `size` samples around a grid point, with zeros outside the sound: `size / 2 + 1` bins; a sinusoid of amplitude 1 has power 1.
   * The array is reused by the next call with this size.
   */
  at(size: number, point: number): Float64Array;
}

/** Creates the centred spectra of a sound. */
export function createCentredSpectra(samples: Float32Array): CentredSpectra {
  const sizes = new Map<number, (point: number) => Float64Array>();
  return {
    points: pointsOf(samples.length),
    at: (size, point) => {
      let spectrum = sizes.get(size);
      if (spectrum === undefined) {
        spectrum = createSpectrum(samples, size);
        sizes.set(size, spectrum);
      }
      return spectrum(point);
    },
  };
}

function createSpectrum(samples: Float32Array, size: number): (point: number) => Float64Array {
  const transform = new FFT(size);
  const window = hann(size).map((value) => (value * 4) / size);
  const input: number[] = new Array<number>(size).fill(0);
  const output = transform.createComplexArray();
  const power = new Float64Array(size / 2 + 1);
  let last = -1;
  return (point) => {
    if (point === last) return power;
    last = point;
    const start = point * MOVING_HOP - size / 2;
    const from = Math.max(0, -start);
    const to = Math.min(size, samples.length - start);
    for (let n = 0; n < from; n++) input[n] = 0;
    for (let n = from; n < to; n++) input[n] = samples[start + n] * window[n];
    for (let n = Math.max(from, to); n < size; n++) input[n] = 0;
    transform.realTransform(output, input);
    for (let k = 0; k < power.length; k++) {
      const real = output[2 * k];
      const imaginary = output[2 * k + 1];
      power[k] = real * real + imaginary * imaginary;
    }
    return power;
  };
}
