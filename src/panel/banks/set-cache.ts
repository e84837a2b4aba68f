import { setBytesOf } from '../../descriptors/bank/bank-format.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';

/** Unpacked sets that were used last. */
export interface SetCache {
  /** The set of a key, which becomes the one used last. */
  get(key: string): DescriptorSet | undefined;
  /** Stores a set; sets that were not used for longest are dropped until all fit. A set above the limit is not stored. */
  put(key: string, set: DescriptorSet): void;
  /** Size of all stored curves, bytes. */
  readonly bytes: number;
}

/** A cache of sets with least-recently-used eviction. */
export function createSetCache(maxBytes: number): SetCache {
  // A Map iterates in insertion order: reinserting moves a set to the end.
  const sets = new Map<string, DescriptorSet>();
  let bytes = 0;

  function drop(key: string): void {
    const set = sets.get(key);
    if (set !== undefined) bytes -= setBytesOf(set);
    sets.delete(key);
  }

  return {
    get bytes() {
      return bytes;
    },
    get: (key) => {
      const set = sets.get(key);
      if (set === undefined) return undefined;
      sets.delete(key);
      sets.set(key, set);
      return set;
    },
    put: (key, set) => {
      drop(key);
      bytes += setBytesOf(set);
      sets.set(key, set);
      for (const oldest of [...sets.keys()]) {
        if (bytes <= maxBytes) return;
        drop(oldest);
      }
    },
  };
}
