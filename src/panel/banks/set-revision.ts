import { createHash } from 'node:crypto';
import { CURVES } from '../../descriptors/bank/bank-format.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';

/** What became of a set that was to be kept. */
export type SaveSetResult =
  | { readonly kind: 'kept'; readonly revision: string }
  /** Somebody else has saved over it, or removed it, since the revision that was named. */
  | { readonly kind: 'changed' }
  /** There is a set of this name already. */
  | { readonly kind: 'taken' };

/** Names a set's curves: the same for the same numbers, another one after any edit, here or elsewhere. */
export function revisionOf(set: DescriptorSet): string {
  const hash = createHash('sha256');
  for (const name of CURVES) {
    const { buffer, byteOffset, byteLength } =
      name === 'f0Confidence' || name === 'level' ? set[name] : set.curves[name];
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Where a set goes among a bank's: at the end as a new one (`over` is null), or over the one of its name and that revision. */
export function savePosition(
  { name }: Pick<DescriptorSet, 'name'>,
  sets: readonly DescriptorSet[],
  over: string | null,
): number | 'changed' | 'taken' {
  const at = sets.findIndex((set) => set.name === name);
  if (over === null) return at < 0 ? sets.length : 'taken';
  return at >= 0 && revisionOf(sets[at]) === over ? at : 'changed';
}
