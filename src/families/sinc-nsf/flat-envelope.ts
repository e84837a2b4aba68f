import FFT from 'fft.js';

/**
 * Changes the phases of a band's bins, in place, so that the band's envelope becomes almost constant; magnitudes and thus the spectrum stay.
 *
 * The level of noise with random phases fluctuates by itself (kurtosis 3), and no gain of a network can follow that. Low-noise noise
 * (Pumplin 1985) has the same spectrum at a steady level (a sine's kurtosis is 1.5). By the iteration of Kohlrausch et al. 1997: divide the
 * signal by its envelope, restore the magnitudes of the bins, and repeat. Twice as many points as bins are the envelope's Nyquist rate.
 *
 * @param value complex bins, real and imaginary parts alternating
 * @param passes iterations; 4 lower the kurtosis from 3.0 to 1.8
 */
export function flattenEnvelope(value: Float64Array, passes: number): void {
  const bins = value.length / 2;
  if (bins < 2 || passes === 0) return;
  const points = 2 ** Math.ceil(Math.log2(2 * bins));
  const transform = new FFT(points);
  const spectrum = new Float64Array(2 * points);
  const signal = new Float64Array(2 * points);
  const magnitudes = Float64Array.from({ length: bins }, (_, k) => Math.hypot(value[2 * k], value[2 * k + 1]));
  spectrum.set(value);
  for (let pass = 0; pass < passes; pass++) {
    transform.inverseTransform(signal, spectrum);
    for (let m = 0; m < points; m++) setMagnitude(1, signal, m);
    transform.transform(spectrum, signal);
    for (let k = 0; k < bins; k++) setMagnitude(magnitudes[k], spectrum, k);
    spectrum.fill(0, 2 * bins);
  }
  value.set(spectrum.subarray(0, 2 * bins));
}

/** Scales a complex number to a magnitude; zero stays zero. */
function setMagnitude(magnitude: number, complex: Float64Array, index: number): void {
  const re = complex[2 * index];
  const im = complex[2 * index + 1];
  const scale = magnitude / (Math.sqrt(re * re + im * im) || 1);
  complex[2 * index] = re * scale;
  complex[2 * index + 1] = im * scale;
}
