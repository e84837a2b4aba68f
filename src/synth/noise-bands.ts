import { hash2 } from '../descriptors/hash.ts';
import type { BlockGains } from './gains.ts';
import type { NoiseLoops } from './noise-loops.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** Amplitudes under this (-160 dBFS) are not rendered. */
const INAUDIBLE = 1e-8;
/** The stream of the loop offsets, 'nois' in ASCII. */
const NOISE_STREAM = 0x6e6f6973;
/** Bands summed in one pass. */
const GROUP = 4;

/** The noise source: every sample depends on seed, band and position since the trigger, on nothing before. */
export interface NoiseBands {
  /** Chooses where each band's loop is read from. */
  reset(seed: number): void;
  /**
   * Renders a block.
   *
   * @param position samples since the trigger at the block's start
   * @param into samples of the block, overwritten
   */
  render(gains: BlockGains, position: number, into: Float64Array): void;
}

export function createNoiseBands(
  loops: NoiseLoops,
  numbers: SynthesisNumbers,
  { hop }: Pick<BlockTiming, 'hop'>,
): NoiseBands {
  const { samples, stride } = loops;
  const count = numbers.noiseBands.count;
  const { subframes } = numbers;
  const length = hop / subframes;
  const offsets = new Int32Array(count);

  function place(band: number, position: number): number {
    return band * stride + ((position + offsets[band]) % loops.length);
  }

  function isSilent(bands: Float64Array, from: number, to: number): boolean {
    for (let b = from; b < to; b++) if (bands[b] > INAUDIBLE || bands[b + count] > INAUDIBLE) return false;
    return true;
  }

  /** Adds four bands, a sub-frame at a time. */
  function addFour(bands: Float64Array, first: number, position: number, into: Float64Array): void {
    let p0 = place(first, position);
    let p1 = place(first + 1, position);
    let p2 = place(first + 2, position);
    let p3 = place(first + 3, position);
    for (let j = 0; j < subframes; j++) {
      const row = j * count + first;
      const from = j * length;
      if (!isSilent(bands, row, row + GROUP)) {
        const s0 = (bands[row + count] - bands[row]) / length;
        const s1 = (bands[row + count + 1] - bands[row + 1]) / length;
        const s2 = (bands[row + count + 2] - bands[row + 2]) / length;
        const s3 = (bands[row + count + 3] - bands[row + 3]) / length;
        let g0 = bands[row] + s0 / 2;
        let g1 = bands[row + 1] + s1 / 2;
        let g2 = bands[row + 2] + s2 / 2;
        let g3 = bands[row + 3] + s3 / 2;
        for (let i = 0; i < length; i++) {
          into[from + i] += samples[p0 + i] * g0 + samples[p1 + i] * g1 + (samples[p2 + i] * g2 + samples[p3 + i] * g3);
          g0 += s0;
          g1 += s1;
          g2 += s2;
          g3 += s3;
        }
      }
      p0 += length;
      p1 += length;
      p2 += length;
      p3 += length;
    }
  }

  /** Adds one band: what a count that is no multiple of four leaves over. */
  function addOne(bands: Float64Array, band: number, position: number, into: Float64Array): void {
    const p = place(band, position);
    for (let j = 0; j < subframes; j++) {
      const row = j * count + band;
      const slope = (bands[row + count] - bands[row]) / length;
      const from = j * length;
      for (let i = 0; i < length; i++) into[from + i] += samples[p + from + i] * (bands[row] + slope * (i + 0.5));
    }
  }

  return {
    reset: (seed) => {
      const stream = hash2(seed, NOISE_STREAM);
      for (let band = 0; band < count; band++) offsets[band] = hash2(stream, band) % loops.length;
    },
    render: (gains, position, into) => {
      into.fill(0);
      let band = 0;
      for (; band + GROUP <= count; band += GROUP) addFour(gains.bands, band, position, into);
      for (; band < count; band++) addOne(gains.bands, band, position, into);
    },
  };
}
