import { hash2 } from '../../numeric/hash.ts';
import type { BlockGains } from './gains.ts';
import type { NoiseLoops } from './noise-loops.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';

/** The random stream of the loop offsets, 'nois' in ASCII. */
const NOISE_STREAM = 0x6e6f6973;

/** The noise source: every sample depends on seed, band and position since the trigger alone. */
export interface NoiseBands {
  /** Chooses the offset at which each band's loop is read. */
  reset(seed: number): void;
  /**
   * Renders a block.
   *
   * @param gains in the memory of the loops' kernel
   * @param position samples since the trigger at the block's start
   * @param into samples of the block in the same memory, overwritten
   */
  render(gains: Pick<BlockGains, 'bands'>, position: number, into: Float32Array): void;
}

export function createNoiseBands(
  loops: NoiseLoops,
  parameters: SynthesisParameters,
  { hop }: Pick<BlockTiming, 'hop'>,
): NoiseBands {
  const { kernel, stride } = loops;
  const samplesAt = loops.samples.byteOffset;
  const scalesAt = loops.scales.byteOffset;
  const count = parameters.noiseBands.count;
  const { subframes } = parameters;
  const length = hop / subframes;
  const offsets = kernel.integers(count);
  const offsetsAt = offsets.byteOffset;

  return {
    reset: (seed) => {
      const stream = hash2(seed, NOISE_STREAM);
      for (let band = 0; band < count; band++) offsets[band] = hash2(stream, band) % loops.length;
    },
    render: (gains, position, into) => {
      for (let j = 0; j < subframes; j++) {
        const row = gains.bands.byteOffset + 4 * j * count;
        const at = (position + j * length) % loops.length;
        const to = into.byteOffset + 4 * j * length;
        kernel.run.noise(count, length, row, samplesAt, stride, loops.length, offsetsAt, scalesAt, at, to);
      }
    },
  };
}
