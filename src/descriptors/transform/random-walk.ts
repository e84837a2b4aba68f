import { hash2, uniform } from '../../numeric/hash.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import { type Correlation, mixingMatrix, TYPICAL_CORRELATION } from './correlation.ts';

/** Random streams: of the walk ('walk') and of its first frame ('star'). */
const STREAM = 0x77616c6b;
const START = 0x73746172;
/** Each of the two low-passes has a time constant of 16 frames: together a correlation time of about 0.2 s at hop 256. */
const POLE = Math.exp(-1 / 16);
const COUNT = DESCRIPTORS.length;

/** Initial capacity of a walk, frames; doubled when exceeded. */
const INITIAL_CAPACITY = 256;

const TYPICAL_MIXING = mixingMatrix(TYPICAL_CORRELATION);
const EMPTY = new Float64Array(0);

/** A random walk of all seven descriptors, in standard deviations: mean 0 and deviation 1 at every frame. */
export interface RandomWalk {
  /** Descriptor number `d` at frame `k >= 0`. Allocates nothing up to the furthest frame ever read. */
  at(d: number, k: number): number;
  /** Restarts as the walk of another seed, in the same memory. */
  restart(seed: number): void;
}

/**
 * Creates a stationary, smooth, correlated random walk: an Ornstein-Uhlenbeck process through a second low-pass of the same time
 * constant (an AR(2) with a double pole), so that it moves without steps from frame to frame. The value of frame k depends only on
 * the seed and k, not on the order in which frames are read.
 *
 * @throws NeurorackError 'bad-config' when `correlation` is not a correlation matrix
 */
export function createRandomWalk(options: {
  readonly seed: number;
  readonly correlation?: Correlation | undefined;
}): RandomWalk {
  const { correlation } = options;
  const mixing = correlation === undefined ? TYPICAL_MIXING : mixingMatrix(correlation);
  let { seed } = options;
  // Allocated on the first read: most sounds play without variation.
  let values = EMPTY;
  const fast = new Float64Array(COUNT);
  const slow = new Float64Array(COUNT);
  const shock = new Float64Array(COUNT);
  let computed = 0;

  const draw = (stream: number, position: number): void => {
    for (let d = COUNT - 1; d >= 0; d--) shock[d] = normal(stream, position * COUNT + d);
    // In place from the last row up: row d only needs the independent values 0..d.
    for (let d = COUNT - 1; d >= 0; d--) {
      let sum = 0;
      for (let m = 0; m <= d; m++) sum += mixing[d * COUNT + m] * shock[m];
      shock[d] = sum;
    }
  };
  const grow = (): void => {
    const before = values;
    values = new Float64Array(Math.max(2 * before.length, INITIAL_CAPACITY * COUNT));
    values.set(before);
  };
  const step = (): void => {
    if (computed * COUNT === values.length) grow();
    if (computed === 0) {
      // The stationary joint distribution: unit deviations, correlated by 1/sqrt(1 + pole^2).
      const shared = 1 / Math.sqrt(1 + POLE * POLE);
      const stream = hash2(seed, START);
      draw(stream, 0);
      fast.set(shock);
      draw(stream, 1);
      for (let d = 0; d < COUNT; d++) {
        slow[d] = shared * fast[d] + Math.sqrt(1 - shared * shared) * shock[d];
      }
    } else {
      draw(hash2(seed, STREAM), computed);
      const gain = (1 - POLE * POLE) / Math.sqrt(1 + POLE * POLE); // unit deviation after both low-passes
      for (let d = 0; d < COUNT; d++) {
        fast[d] = POLE * fast[d] + Math.sqrt(1 - POLE * POLE) * shock[d];
        slow[d] = POLE * slow[d] + gain * fast[d];
      }
    }
    values.set(slow, computed * COUNT);
    computed++;
  };
  return {
    at: (d, k) => {
      while (computed <= k) step();
      return values[k * COUNT + d];
    },
    restart: (next) => {
      seed = next;
      computed = 0;
    },
  };
}

/** A normally distributed number of deviation 1 for a position in a stream (Box and Muller 1958). */
function normal(stream: number, position: number): number {
  const u = 1 - uniform(stream, 2 * position);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(stream, 2 * position + 1));
}
