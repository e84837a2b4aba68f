import { DESCRIPTORS } from '../descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { decayPerFrame } from './decay-tail.ts';

/** A set that can be read at any frame: past its end it holds its last frame while its level decays. */
export interface HeldSet {
  readonly frames: number;
  /** Descriptor number `d` of frame `k >= 0`, natural units. */
  value(d: number, k: number): number;
  /** Level-lane value `i >= 0`, linear RMS. */
  level(i: number): number;
}

const RMS = DESCRIPTORS.indexOf('rms');

/** Sets do not change, and a retrigger wants its own at once, without garbage. */
const known = new WeakMap<DescriptorSet, HeldSet>();

/** Reads `set` by frame index; within the set the values are the set's own, bit by bit. The same for the same set. */
export function holdSet(set: DescriptorSet): HeldSet {
  const held = known.get(set) ?? hold(set);
  known.set(set, held);
  return held;
}

function hold(set: DescriptorSet): HeldSet {
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
  };
}
