import type { DescriptorSet } from '../descriptors/descriptor-set.ts';

/** Sounds of sets that were measured by this process, mono at 44 100 Hz; a bank keeps none. */
const sounds = new WeakMap<DescriptorSet, Float32Array>();

/** Keeps the sound of a set for models that encode sounds, as long as the set. */
export function keepSound(set: DescriptorSet, samples: Float32Array): DescriptorSet {
  sounds.set(set, samples);
  return set;
}

/** The sound that the set was measured from; undefined where only its curves are known. */
export const soundOf = (set: DescriptorSet): Float32Array | undefined => sounds.get(set);
