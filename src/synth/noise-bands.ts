import { hash2 } from '../descriptors/hash.ts';
import type { BlockGains } from './gains.ts';
import type { NoiseLoops } from './noise-loops.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE = 1e-7;
/** The stream of the loop offsets, 'nois' in ASCII. */
const NOISE_STREAM = 0x6e6f6973;
/** Bands summed in one pass. */
const GROUP = 8;

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
  render(gains: Pick<BlockGains, 'bands'>, position: number, into: Float64Array): void;
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
    return (band * stride + ((position + offsets[band]) % loops.length)) | 0;
  }

  function isSilent(bands: Float64Array, from: number, to: number): boolean {
    for (let b = from; b < to; b++) if (bands[b] > INAUDIBLE || bands[b + count] > INAUDIBLE) return false;
    return true;
  }

  /**
   * Adds eight bands, a sub-frame at a time. `| 0` keeps the indexes 32-bit integers: without overflow checks and with
   * eight bands for each store this takes half the time.
   */
  function addEight(bands: Float64Array, first: number, position: number, into: Float64Array): void {
    let p0 = place(first, position);
    let p1 = place(first + 1, position);
    let p2 = place(first + 2, position);
    let p3 = place(first + 3, position);
    let p4 = place(first + 4, position);
    let p5 = place(first + 5, position);
    let p6 = place(first + 6, position);
    let p7 = place(first + 7, position);
    for (let j = 0; j < subframes; j++) {
      const row = j * count + first;
      const next = row + count;
      if (!isSilent(bands, row, row + GROUP)) {
        const s0 = (bands[next] - bands[row]) / length;
        const s1 = (bands[next + 1] - bands[row + 1]) / length;
        const s2 = (bands[next + 2] - bands[row + 2]) / length;
        const s3 = (bands[next + 3] - bands[row + 3]) / length;
        const s4 = (bands[next + 4] - bands[row + 4]) / length;
        const s5 = (bands[next + 5] - bands[row + 5]) / length;
        const s6 = (bands[next + 6] - bands[row + 6]) / length;
        const s7 = (bands[next + 7] - bands[row + 7]) / length;
        let g0 = bands[row] + s0 / 2;
        let g1 = bands[row + 1] + s1 / 2;
        let g2 = bands[row + 2] + s2 / 2;
        let g3 = bands[row + 3] + s3 / 2;
        let g4 = bands[row + 4] + s4 / 2;
        let g5 = bands[row + 5] + s5 / 2;
        let g6 = bands[row + 6] + s6 / 2;
        let g7 = bands[row + 7] + s7 / 2;
        const from = j * length;
        for (let i = 0; i < length; i = (i + 1) | 0) {
          const low =
            samples[(p0 + i) | 0] * g0 +
            samples[(p1 + i) | 0] * g1 +
            samples[(p2 + i) | 0] * g2 +
            samples[(p3 + i) | 0] * g3;
          const high =
            samples[(p4 + i) | 0] * g4 +
            samples[(p5 + i) | 0] * g5 +
            samples[(p6 + i) | 0] * g6 +
            samples[(p7 + i) | 0] * g7;
          into[(from + i) | 0] += low + high;
          g0 += s0;
          g1 += s1;
          g2 += s2;
          g3 += s3;
          g4 += s4;
          g5 += s5;
          g6 += s6;
          g7 += s7;
        }
      }
      p0 = (p0 + length) | 0;
      p1 = (p1 + length) | 0;
      p2 = (p2 + length) | 0;
      p3 = (p3 + length) | 0;
      p4 = (p4 + length) | 0;
      p5 = (p5 + length) | 0;
      p6 = (p6 + length) | 0;
      p7 = (p7 + length) | 0;
    }
  }

  /** Adds one band: what a count that is no multiple of eight leaves over. */
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
      for (; band + GROUP <= count; band += GROUP) addEight(gains.bands, band, position, into);
      for (; band < count; band++) addOne(gains.bands, band, position, into);
    },
  };
}
