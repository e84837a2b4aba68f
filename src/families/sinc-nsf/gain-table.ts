import type { SynthKernel } from './synth-kernel.ts';
import type { SynthesisParameters } from './synthesis-parameters.ts';

/** Cells a unit of the network's output: linear interpolation of a gain then errs by less than 8e-6 of it. */
const CELLS = 128;
/** Length of the table to either side, in ranges: beyond it tanh is 1 to within 2.3e-7. */
const RANGES = 8;

/** The gain of `SynthesisParameters.gain` as a table in the kernel; an `o` beyond an end has the gain of that end, and NaN that of the lower end. */
export interface GainTable {
  readonly values: Float32Array;
  /** Cells a unit of `o`. */
  readonly scale: number;
  /** The cell of `o = 0`. */
  readonly origin: number;
}

/** The factors `exp(range * tanh(o / range))` on the amplitudes of measured tracks, 1 at `o = 0`; the cells are those of the gains. */
export function createFactorTable(kernel: SynthKernel, { range }: SynthesisParameters['gain']): GainTable {
  return createGainTable(kernel, { range, offset: 0, floor: Math.exp(-range) });
}

export function createGainTable(kernel: SynthKernel, { range, offset, floor }: SynthesisParameters['gain']): GainTable {
  const origin = CELLS * range * RANGES;
  const values = kernel.floats(2 * origin + 2);
  const lowest = Math.exp(offset - range);
  const raise = (floor ?? lowest) - lowest;
  for (let cell = 0; cell < values.length; cell++) {
    values[cell] = Math.exp(range * Math.tanh((cell - origin) / CELLS / range) + offset) + raise;
  }
  return { values, scale: CELLS, origin };
}
