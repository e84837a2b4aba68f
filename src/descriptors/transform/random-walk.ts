import { hash2, uniform } from '../../numeric/hash.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import { type Correlation, mixingMatrix, TYPICAL_CORRELATION } from './correlation.ts';

const STREAM = 0x77616c6b; // 'walk'
const START = 0x73746172; // 'star'
/** Each of the two low-passes forgets in 16 frames: together the walk turns over in about 0.2 s at hop 256. */
const POLE = Math.exp(-1 / 16);
const COUNT = DESCRIPTORS.length;

/** Frames that a walk first has room for; then twice as many, and so on. */
const FIRST_ROOM = 256;

const TYPICAL_MIXING = mixingMatrix(TYPICAL_CORRELATION);
const NOTHING = new Float64Array(0);

/** A wander of all seven descriptors, in standard deviations: mean 0, spread 1, at every frame. */
export interface RandomWalk {
  /** Descriptor number `d` at frame `k >= 0`. Allocates nothing up to the furthest frame that was ever read. */
  at(d: number, k: number): number;
  /** Becomes the walk of another seed, in the same memory. */
  restart(seed: number): void;
}

/**
 * A stationary, smooth, correlated random walk: an Ornstein-Uhlenbeck process through a second low-pass of the same time
 * constant (an AR(2) with a double pole), so that it wanders without a step from frame to frame. Frame k's value depends on
 * the seed and k alone, however and in whatever order the frames are read.
 *
 * @throws NeurorackError 'bad-config' when `correlation` is none
 */
export function createRandomWalk(options: {
  readonly seed: number;
  readonly correlation?: Correlation | undefined;
}): RandomWalk {
  const { correlation } = options;
  const mixing = correlation === undefined ? TYPICAL_MIXING : mixingMatrix(correlation);
  let { seed } = options;
  /** Made when the walk is first asked for: most sounds stay as they are. */
  let values = NOTHING;
  const fast = new Float64Array(COUNT);
  const slow = new Float64Array(COUNT);
  const shock = new Float64Array(COUNT);
  let known = 0;

  const draw = (stream: number, position: number): void => {
    for (let d = COUNT - 1; d >= 0; d--) shock[d] = normal(stream, position * COUNT + d);
    // In place from the last row up: row d needs the independent values 0..d only.
    for (let d = COUNT - 1; d >= 0; d--) {
      let sum = 0;
      for (let m = 0; m <= d; m++) sum += mixing[d * COUNT + m] * shock[m];
      shock[d] = sum;
    }
  };
  const makeRoom = (): void => {
    const before = values;
    values = new Float64Array(Math.max(2 * before.length, FIRST_ROOM * COUNT));
    values.set(before);
  };
  const step = (): void => {
    if (known * COUNT === values.length) makeRoom();
    if (known === 0) {
      // The joint distribution that the process settles in: unit spreads, correlated by 1/sqrt(1 + pole^2).
      const shared = 1 / Math.sqrt(1 + POLE * POLE);
      const stream = hash2(seed, START);
      draw(stream, 0);
      fast.set(shock);
      draw(stream, 1);
      for (let d = 0; d < COUNT; d++) {
        slow[d] = shared * fast[d] + Math.sqrt(1 - shared * shared) * shock[d];
      }
    } else {
      draw(hash2(seed, STREAM), known);
      const gain = (1 - POLE * POLE) / Math.sqrt(1 + POLE * POLE); // unit spread after both low-passes
      for (let d = 0; d < COUNT; d++) {
        fast[d] = POLE * fast[d] + Math.sqrt(1 - POLE * POLE) * shock[d];
        slow[d] = POLE * slow[d] + gain * fast[d];
      }
    }
    values.set(slow, known * COUNT);
    known++;
  };
  return {
    at: (d, k) => {
      while (known <= k) step();
      return values[k * COUNT + d];
    },
    restart: (next) => {
      seed = next;
      known = 0;
    },
  };
}

/** A normal of spread 1 from a position (Box and Muller 1958). */
function normal(stream: number, position: number): number {
  const u = 1 - uniform(stream, 2 * position);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(stream, 2 * position + 1));
}
