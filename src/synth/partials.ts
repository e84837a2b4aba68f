import { uniform } from '../descriptors/hash.ts';
import type { BlockGains } from './gains.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE = 1e-7;
/** The stream of the starting phase, 'phas' in ASCII. */
const PHASE_STREAM = 0x70686173;

/** The harmonic source: partials of one gliding pitch, in phase with each other. */
export interface Partials {
  /** Starts over, at the phase that `seed` gives. */
  reset(seed: number): void;
  /**
   * Renders a block.
   *
   * @param f0Start pitch in Hz at the block's start; runs straight to `f0End`
   * @param into samples of the block, overwritten
   */
  render(gains: Pick<BlockGains, 'partials'>, f0Start: number, f0End: number, into: Float64Array): void;
  /** Moves the phase on by `samples` of a straight glide. */
  skip(f0Start: number, f0End: number, samples: number): void;
}

/**
 * Sums `a_p sin(2 pi p phi)` by Clenshaw's recurrence (Clenshaw 1955, A note on the summation of Chebyshev series): one
 * sine and one cosine a sample for any number of partials. Those come from a phasor turned by a phasor that itself
 * turns evenly, since the phase of a straight glide is a parabola; both are set anew each block.
 */
export function createPartials(numbers: SynthesisNumbers, { sampleRate, hop }: BlockTiming): Partials {
  const count = numbers.partials;
  const { subframes } = numbers;
  const length = hop / subframes;
  const sine = new Float64Array(hop);
  const twiceCosine = new Float64Array(hop);
  const start = new Float64Array(count);
  const slope = new Float64Array(count);
  let phase = 0;

  /** Phases of the block's samples, phi += f(n) / sampleRate before each; leaves the phase at the block's end. */
  function turn(f0Start: number, f0End: number): void {
    const bend = (f0End - f0Start) / hop;
    const first = (2 * Math.PI * (f0Start + bend / 2)) / sampleRate;
    const second = (2 * Math.PI * bend) / sampleRate;
    let re = Math.cos(2 * Math.PI * phase);
    let im = Math.sin(2 * Math.PI * phase);
    let stepRe = Math.cos(first);
    let stepIm = Math.sin(first);
    const bendRe = Math.cos(second);
    const bendIm = Math.sin(second);
    for (let n = 0; n < hop; n++) {
      const nextRe = re * stepRe - im * stepIm;
      im = re * stepIm + im * stepRe;
      re = nextRe;
      const nextStep = stepRe * bendRe - stepIm * bendIm;
      stepIm = stepRe * bendIm + stepIm * bendRe;
      stepRe = nextStep;
      sine[n] = im;
      twiceCosine[n] = 2 * re;
    }
    skip(f0Start, f0End, hop);
  }

  function skip(f0Start: number, f0End: number, samples: number): void {
    phase += ((f0Start + f0End) * samples) / (2 * sampleRate);
    phase -= Math.floor(phase);
  }

  /** Start and slope of each amplitude over sub-frame `j`; returns how many partials are audible in it. */
  function ramps(amplitudes: Float64Array, j: number): number {
    const row = j * count;
    let audible = 0;
    for (let p = 0; p < count; p++) {
      const before = amplitudes[row + p];
      const after = amplitudes[row + count + p];
      slope[p] = (after - before) / length;
      start[p] = before + slope[p] / 2;
      if (before > INAUDIBLE || after > INAUDIBLE) audible = p + 1;
    }
    return audible;
  }

  /** Four samples from `n` on, `i` of them into the sub-frame: four recurrences side by side keep the processor busy. */
  function sumFour(n: number, i: number, audible: number, into: Float64Array): void {
    const c0 = twiceCosine[n];
    const c1 = twiceCosine[n + 1];
    const c2 = twiceCosine[n + 2];
    const c3 = twiceCosine[n + 3];
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let p = audible - 1; p >= 0; p--) {
      const step = slope[p];
      let gain = start[p] + step * i;
      const t0 = gain - b0 + c0 * a0;
      gain += step;
      const t1 = gain - b1 + c1 * a1;
      gain += step;
      const t2 = gain - b2 + c2 * a2;
      gain += step;
      const t3 = gain - b3 + c3 * a3;
      b0 = a0;
      b1 = a1;
      b2 = a2;
      b3 = a3;
      a0 = t0;
      a1 = t1;
      a2 = t2;
      a3 = t3;
    }
    into[n] = a0 * sine[n];
    into[n + 1] = a1 * sine[n + 1];
    into[n + 2] = a2 * sine[n + 2];
    into[n + 3] = a3 * sine[n + 3];
  }

  return {
    reset: (seed) => {
      phase = uniform(seed, PHASE_STREAM);
    },
    skip,
    render: (gains, f0Start, f0End, into) => {
      turn(f0Start, f0End);
      for (let j = 0; j < subframes; j++) {
        const audible = ramps(gains.partials, j);
        const from = j * length;
        if (audible === 0) into.fill(0, from, from + length);
        else for (let i = 0; i < length; i += 4) sumFour(from + i, i, audible, into);
      }
    },
  };
}
