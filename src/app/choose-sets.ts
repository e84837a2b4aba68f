import { DEFAULT_PATCH, type Patch } from '../control/patch.ts';
import type { Bank } from '../descriptors/bank/bank.ts';
import type { AnalysisSettings } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { findSet } from './find-set.ts';

export interface SetRequest {
  /** Name or sound file of each set; one that is absent comes from the last session, else from the default patch. */
  readonly set?: string | undefined;
  readonly setB?: string | undefined;
  /** Path of the bank; the factory bank when absent. */
  readonly bank?: string | undefined;
  readonly lastSession?: Pick<Patch, 'setA' | 'setB'> | undefined;
}

export interface ChosenSets {
  readonly a: DescriptorSet;
  readonly b: DescriptorSet;
  /** All that the knob offers: the sets of the bank, then the chosen ones that are not among them. */
  readonly sets: readonly DescriptorSet[];
}

/**
 * Chooses sets A and B. A set of the last session that no longer exists is replaced by one of the bank's first two.
 *
 * @throws NeurorackError those of `findSet`
 */
export async function chooseSets(request: SetRequest, bank: Bank, analysis: AnalysisSettings): Promise<ChosenSets> {
  const onWarning = (text: string): boolean => process.stderr.write(`warning: ${text}\n`);
  const choose = (requested: string | undefined, last: string, position: number) =>
    requested === undefined
      ? (bank.sets.find((set) => set.name === last) ?? bank.sets[position] ?? bank.sets[0])
      : findSet({ name: requested, bank: request.bank, analysis, onWarning });
  const { setA, setB } = request.lastSession ?? DEFAULT_PATCH;
  const a = await choose(request.set, setA, 0);
  const b = await choose(request.setB, setB, 1);
  const added = [a, b].filter((set) => !bank.sets.some(({ name }) => name === set.name));
  return { a, b, sets: [...bank.sets, ...added] };
}
