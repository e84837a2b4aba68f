import { createHash } from 'node:crypto';
import { CURVES } from '../../descriptors/bank/bank-format.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';

/** Result of saving a set. */
export type SaveSetResult =
  | { readonly kind: 'saved'; readonly revision: string }
  /** The set was changed or removed since the given revision. */
  | { readonly kind: 'changed' }
  /** A set of this name exists. */
  | { readonly kind: 'taken' };

/** Identifies the curves of a set: equal for equal numbers, different after any edit. */
export function revisionOf(set: DescriptorSet): string {
  const hash = createHash('sha256');
  for (const name of CURVES) {
    const { buffer, byteOffset, byteLength } =
      name === 'f0Confidence' || name === 'level' ? set[name] : set.curves[name];
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Position of a saved set in its bank: at the end as a new one (`over` is null), or that of the set of its name and revision. */
export function savePosition(
  { name }: Pick<DescriptorSet, 'name'>,
  sets: readonly DescriptorSet[],
  over: string | null,
): number | 'changed' | 'taken' {
  const index = sets.findIndex((set) => set.name === name);
  if (over === null) return index < 0 ? sets.length : 'taken';
  return index >= 0 && revisionOf(sets[index]) === over ? index : 'changed';
}
