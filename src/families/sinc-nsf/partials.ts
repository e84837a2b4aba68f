import { uniform } from '../../numeric/hash.ts';
import type { BlockGains } from './gains.ts';
import type { SynthKernel } from './synth-kernel.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';

/** The random stream of the starting phase, 'phas' in ASCII. */
const PHASE_STREAM = 0x70686173;

/** The harmonic source: partials of one gliding pitch, in phase with each other. */
export interface Partials {
  /** Restarts at the phase of `seed`. */
  reset(seed: number): void;
  /**
   * Renders a block.
   *
   * @param gains in the kernel's memory
   * @param pitch in Hz at the block's start, from where it runs straight to the one at its end
   * @param into samples of the block in the kernel's memory, overwritten
   */
  render(gains: Pick<BlockGains, 'partials'>, pitch: Float64Array, into: Float32Array): void;
  /** Advances the phase by `samples` of a straight glide. */
  skip(f0Start: number, f0End: number, samples: number): void;
}

/** @param timing a sub-frame is a multiple of 8 samples */
export function createPartials(
  kernel: SynthKernel,
  parameters: SynthesisParameters,
  { sampleRate, hop }: BlockTiming,
): Partials {
  const count = parameters.partials;
  const { subframes } = parameters;
  const length = hop / subframes;
  const work = kernel.doubles(4 * (count + 1)).byteOffset;
  // In an array: V8 allocates each number that a closure changes.
  const phase = new Float64Array(1);

  function skip(f0Start: number, f0End: number, samples: number): void {
    phase[0] += ((f0Start + f0End) * samples) / (2 * sampleRate);
    phase[0] -= Math.floor(phase[0]);
  }

  return {
    reset: (seed) => {
      phase[0] = uniform(seed, PHASE_STREAM);
    },
    skip,
    render: (gains, pitch, into) => {
      const glide = (pitch[1] - pitch[0]) / hop;
      for (let j = 0; j < subframes; j++) {
        const from = pitch[0] + glide * j * length;
        const row = gains.partials.byteOffset + 4 * j * count;
        const to = into.byteOffset + 4 * j * length;
        kernel.run.partials(count, length, row, phase[0], from / sampleRate, glide / sampleRate, work, to);
        skip(from, from + glide * length, length);
      }
    },
  };
}
