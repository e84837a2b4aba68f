import type { DescriptorSet } from '../descriptor-set.ts';

/** A collection of descriptor sets, stored as a `.nrbank` file. */
export interface Bank {
  readonly name: string;
  readonly author?: string | undefined;
  readonly licence: string;
  /** At least one set; names are unique. */
  readonly sets: readonly DescriptorSet[];
}
