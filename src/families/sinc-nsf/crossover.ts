import type { SynthKernel } from './synth-kernel.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';

/** The crossover's inputs; arrays of a block in the kernel's memory. */
export interface CrossoverInput {
  /** Passed below the cutoff. */
  readonly harmonic: Float32Array;
  /** Passed above it; `noiseFloor` of it stays below. */
  readonly noise: Float32Array;
  /** Passed as it is. */
  readonly ringing: Float32Array;
}

/** Joins the harmonic part below a moving cutoff and the noise part above it: a windowed sinc. */
export interface Crossover {
  reset(): void;
  /**
   * Filters a block; the output is that of `crossoverLatency` samples earlier: half the filter's length.
   *
   * @param cutoffHz one a sub-frame
   * @param into overwritten
   */
  render(input: CrossoverInput, cutoffHz: Float64Array, into: Float32Array): void;
}

/** Samples by which a crossover with these parameters lags. */
export const crossoverLatency = ({ crossover }: Pick<SynthesisParameters, 'crossover'>): number =>
  (crossover.taps - 1) / 2;

/**
 * `y = v + lowpass(h - (1 - floor) v)`: one Hamming-windowed sinc filters both parts, since the high-pass is the input
 * minus the low-pass. Coefficients run straight from sub-frame to sub-frame, so the cutoff moves without a step.
 */
export function createCrossover(
  kernel: SynthKernel,
  parameters: SynthesisParameters,
  { sampleRate, hop }: BlockTiming,
): Crossover {
  const { subframes } = parameters;
  const length = hop / subframes;
  const half = crossoverLatency(parameters);
  const side = half + 1;
  const kept = 1 - parameters.crossover.noiseFloor;

  // Tap 0 of a sinc at cutoff c (in turns a sample) is 2 c, tap q is sin(2 pi q c) / (pi q); the kernel reads two taps at once.
  const window = kernel.doubles(side + 1);
  window[0] = 2;
  for (let q = 1; q < side; q++) window[q] = (0.54 + 0.46 * Math.cos((Math.PI * q) / half)) / (Math.PI * q);
  const line = kernel.floats(2 * half + length);
  const straight = kernel.floats(half + length);
  const rows = kernel.floats(3 * side + 1);
  const out = kernel.floats(hop);
  const [windowAt, lineAt, straightAt, rowsAt, outAt] = [window, line, straight, rows, out].map((a) => a.byteOffset);
  let isFresh = true;

  return {
    reset: () => {
      line.fill(0);
      straight.fill(0);
      rows.fill(0);
      isFresh = true;
    },
    render: ({ harmonic, noise, ringing }, cutoffHz, into) => {
      for (let j = 0; j < subframes; j++) {
        const at = 4 * j * length;
        kernel.run.crossover(
          side,
          length,
          kept,
          cutoffHz[j] / sampleRate,
          isFresh,
          harmonic.byteOffset + at,
          noise.byteOffset + at,
          ringing.byteOffset + at,
          windowAt,
          lineAt,
          straightAt,
          rowsAt,
          outAt + at,
        );
        isFresh = false;
      }
      into.set(out);
    },
  };
}
