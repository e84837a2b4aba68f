import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** Where the harmonic part gives way to the noise part: a windowed sinc whose cutoff moves. */
export interface Crossover {
  /** Samples by which the output lags: half the filter's length. */
  readonly latencyFrames: number;
  reset(): void;
  /**
   * Filters a block; the output is that of `latencyFrames` samples earlier.
   *
   * @param harmonic passed below the cutoff
   * @param noise passed above it; `noiseFloor` of it stays below
   * @param cutoffHz one a sub-frame
   * @param into overwritten
   */
  render(harmonic: Float64Array, noise: Float64Array, cutoffHz: Float64Array, into: Float32Array): void;
}

/**
 * `y = v + lowpass(h - (1 - floor) v)`: one Hamming-windowed sinc does for both parts, since the high-pass is what the
 * low-pass leaves. Coefficients run straight from sub-frame to sub-frame, so the cutoff moves without a step.
 */
export function createCrossover(numbers: SynthesisNumbers, { sampleRate, hop }: BlockTiming): Crossover {
  const { subframes } = numbers;
  const length = hop / subframes;
  const half = (numbers.crossover.taps - 1) / 2;
  const side = half + 1;
  const kept = 1 - numbers.crossover.noiseFloor;
  const window = Float64Array.from({ length: side }, (_, q) => 0.54 + 0.46 * Math.cos((Math.PI * q) / half));

  // Inputs of this block after the last ones of the block before.
  const difference = new Float64Array(2 * half + hop);
  const noiseLine = new Float64Array(half + hop);
  // Half of each symmetric filter: two rows that the block before left, then one row a sub-frame.
  const rows = new Float64Array((subframes + 2) * side);
  const first = new Float64Array(side);
  const slope = new Float64Array(side);
  let fresh = true;

  function design(cutoffHz: number, row: number): void {
    const angle = (2 * Math.PI * cutoffHz) / sampleRate;
    const twiceCosine = 2 * Math.cos(angle);
    let before = 0;
    let sine = Math.sin(angle);
    rows[row] = (2 * cutoffHz) / sampleRate;
    for (let q = 1; q < side; q++) {
      rows[row + q] = (sine / (Math.PI * q)) * window[q];
      const next = twiceCosine * sine - before;
      before = sine;
      sine = next;
    }
  }

  /** Outputs `from` to `to` (output 0 is the one that lags behind the block's first input), `i` into a sub-frame. */
  function filter(row: number, i: number, from: number, to: number, into: Float32Array): void {
    for (let q = 0; q < side; q++) {
      slope[q] = (rows[row + side + q] - rows[row + q]) / length;
      first[q] = rows[row + q] + slope[q] * (i + 0.5);
    }
    let n = from;
    for (; n + 4 <= to; n += 4) filterFour(n, n - from, into);
    for (; n < to; n++) filterOne(n, n - from, into);
  }

  /**
   * Four outputs side by side: each coefficient, and each input as it slides past, is loaded once for all four.
   * `| 0` keeps indexes 32-bit integers, which spares an overflow check each.
   */
  function filterFour(n: number, ahead: number, into: Float32Array): void {
    const centre = n + half;
    let step = slope[0];
    let tap = first[0] + step * ahead;
    let left0 = difference[centre];
    let left1 = difference[centre + 1];
    let left2 = difference[centre + 2];
    let right0 = left1;
    let right1 = left2;
    let right2 = difference[centre + 3];
    let left3 = 0;
    let right3 = 0;
    let y0 = noiseLine[n] + tap * left0;
    let y1 = noiseLine[n + 1] + (tap + step) * left1;
    let y2 = noiseLine[n + 2] + (tap + 2 * step) * left2;
    let y3 = noiseLine[n + 3] + (tap + 3 * step) * right2;
    for (let q = 1; q < side; q = (q + 1) | 0) {
      left3 = left2;
      left2 = left1;
      left1 = left0;
      left0 = difference[(centre - q) | 0];
      right3 = difference[(centre + q + 3) | 0];
      step = slope[q];
      tap = first[q] + step * ahead;
      y0 += tap * (left0 + right0);
      tap += step;
      y1 += tap * (left1 + right1);
      tap += step;
      y2 += tap * (left2 + right2);
      tap += step;
      y3 += tap * (left3 + right3);
      right0 = right1;
      right1 = right2;
      right2 = right3;
    }
    into[n] = y0;
    into[n + 1] = y1;
    into[n + 2] = y2;
    into[n + 3] = y3;
  }

  function filterOne(n: number, ahead: number, into: Float32Array): void {
    const centre = n + half;
    let y = noiseLine[n] + (first[0] + slope[0] * ahead) * difference[centre];
    for (let q = 1; q < side; q++) {
      y += (first[q] + slope[q] * ahead) * (difference[centre - q] + difference[centre + q]);
    }
    into[n] = y;
  }

  return {
    latencyFrames: half,
    reset: () => {
      difference.fill(0);
      noiseLine.fill(0);
      rows.fill(0);
      fresh = true;
    },
    render: (harmonic, noise, cutoffHz, into) => {
      difference.copyWithin(0, hop);
      noiseLine.copyWithin(0, hop);
      for (let n = 0; n < hop; n++) {
        difference[2 * half + n] = harmonic[n] - kept * noise[n];
        noiseLine[half + n] = noise[n];
      }
      rows.copyWithin(0, subframes * side);
      for (let j = 0; j < subframes; j++) design(cutoffHz[j], (j + 2) * side);
      // The first sub-frame ramps from its own filter.
      if (fresh) rows.copyWithin(side, 2 * side, 3 * side);
      fresh = false;

      // Outputs lag by `half`: the block before has `half` samples of its last sub-frames to come.
      let from = 0;
      while (from < hop) {
        const sample = from - half + length;
        const subframe = Math.floor(sample / length);
        const i = sample - subframe * length;
        const to = Math.min(hop, from + length - i);
        filter(subframe * side, i, from, to, into);
        from = to;
      }
    },
  };
}
