const TAPS = 16;
const PHASES = 512;
/** Kaiser window: side lobes near -80 dB. */
const BETA = 8;

/** Samples before and after a position that its interpolation reads. */
export const READER_HISTORY = TAPS / 2 - 1;
export const READER_LOOKAHEAD = TAPS / 2 + 1;

/**
 * Interpolates between the samples of a ring whose length is a power of two: 16 taps of a windowed sinc, 512 phases with linear
 * interpolation between them (J. O. Smith, "Digital Audio Resampling"). At an integer position it returns the sample itself.
 */
export function createFractionalReader(ring: Float32Array): (position: number) => number {
  const mask = ring.length - 1;
  const table = sincTable();
  return (position) => {
    const whole = Math.floor(position);
    const phase = (position - whole) * PHASES;
    const row = Math.floor(phase);
    const share = phase - row;
    const base = row * TAPS;
    let sum = 0;
    for (let k = 0; k < TAPS; k++) {
      const weight = table[base + k] + share * (table[base + TAPS + k] - table[base + k]);
      sum += weight * ring[(whole - READER_HISTORY + k) & mask];
    }
    return sum;
  };
}

/** One row per phase, plus one for the end of the last phase. */
function sincTable(): Float64Array {
  const table = new Float64Array((PHASES + 1) * TAPS);
  for (let row = 0; row <= PHASES; row++) {
    for (let k = 0; k < TAPS; k++) {
      const t = k - READER_HISTORY - row / PHASES;
      const edge = Math.max(0, 1 - (t / (TAPS / 2)) ** 2);
      table[row * TAPS + k] = (sinc(t) * bessel(BETA * Math.sqrt(edge))) / bessel(BETA);
    }
  }
  return table;
}

const sinc = (t: number): number => (Math.abs(t) < 1e-12 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));

/** Modified Bessel function of the first kind, order 0, as its power series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
