import type { DescriptorSet } from './descriptor-set.ts';

/** Whether two sets have the same frame grid, the same hop at the same sample rate: only such sets can be mixed. */
export function isSameGrid(a: DescriptorSet, b: DescriptorSet): boolean {
  return a.analysis.hop === b.analysis.hop && a.analysis.sampleRate === b.analysis.sampleRate;
}
