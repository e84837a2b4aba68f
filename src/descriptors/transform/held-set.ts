import { DESCRIPTORS } from '../descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { decayPerFrame } from './decay-tail.ts';

/** A set readable at any frame: past the end it holds the last frame while the level decays. */
export interface HeldSet {
  readonly frames: number;
  /** Descriptor number `d` of frame `k >= 0`, natural units. */
  value(d: number, k: number): number;
  /** Level-lane value `i >= 0`, linear RMS. */
  level(i: number): number;
  /** Writes all descriptors of frame `k >= 0`, as `value`. For the audio path: V8 allocates each number that a function returns. */
  readFrame(k: number, into: Float64Array): void;
  /** Writes the level-lane values from number `first >= 0` on, as many as `into` has. */
  readLevels(first: number, into: Float64Array): void;
}

const RMS = DESCRIPTORS.indexOf('rms');

/** Cached because sets are immutable and a retrigger must not allocate. */
const cache = new WeakMap<DescriptorSet, HeldSet>();

/** The held form of a set, cached per set. Within the set, values are bit-identical to the set's own. */
export function holdSet(set: DescriptorSet): HeldSet {
  const held = cache.get(set) ?? createHeldSet(set);
  cache.set(set, held);
  return held;
}

function createHeldSet(set: DescriptorSet): HeldSet {
  const curves = DESCRIPTORS.map((name) => set.curves[name]);
  const last = set.frames - 1;
  const lastLevel = set.level.length - 1;
  const perFrame = decayPerFrame(set);
  return {
    frames: set.frames,
    value: (d, k) => {
      const held = curves[d]?.[Math.min(k, last)] ?? 0;
      return d === RMS && k > last ? held * 2 ** (-perFrame * (k - last)) : held;
    },
    level: (i) => {
      const held = set.level[Math.min(i, lastLevel)] ?? 0;
      return i > lastLevel ? held * 2 ** ((-perFrame * (i - lastLevel)) / LEVELS_PER_FRAME) : held;
    },
    readFrame: (k, into) => {
      for (let d = 0; d < curves.length; d++) into[d] = curves[d]?.[Math.min(k, last)] ?? 0;
      if (k > last) into[RMS] *= 2 ** (-perFrame * (k - last));
    },
    readLevels: (first, into) => {
      for (let j = 0; j < into.length; j++) {
        const i = first + j;
        into[j] = set.level[Math.min(i, lastLevel)] ?? 0;
        if (i > lastLevel) into[j] *= 2 ** ((-perFrame * (i - lastLevel)) / LEVELS_PER_FRAME);
      }
    },
  };
}
