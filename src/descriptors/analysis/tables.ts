/** Periodic Hann window of `length` samples (SciPy's `get_window('hann', length, fftbins=True)`). */
export function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** Twiddle factors of an FFT: six numbers for every p < size / 4: w, w², w³ with w = e^(-2πip/size), each real then imaginary. */
export function twiddles(size: number): Float64Array {
  const table = new Float64Array((size / 4) * 6);
  for (let p = 0; p < size / 4; p++) {
    for (let power = 1; power <= 3; power++) {
      const angle = (-2 * Math.PI * p * power) / size;
      table[6 * p + 2 * (power - 1)] = Math.cos(angle);
      table[6 * p + 2 * (power - 1) + 1] = Math.sin(angle);
    }
  }
  return table;
}
