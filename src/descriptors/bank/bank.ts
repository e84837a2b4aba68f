import type { DescriptorSet } from '../descriptor-set.ts';

/** A collection of sounds as descriptor sets: what a `.nrbank` file holds. */
export interface Bank {
  readonly name: string;
  readonly author?: string | undefined;
  readonly licence: string;
  /** At least one; their names differ. */
  readonly sets: readonly DescriptorSet[];
}
