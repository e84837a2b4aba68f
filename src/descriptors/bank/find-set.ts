import { NeurorackError } from '../../contracts/errors.ts';

interface NamedSets<T extends { readonly name: string }> {
  readonly name: string;
  readonly sets: readonly T[];
}

/** The set of a name. @throws NeurorackError 'bad-input' with the names that exist */
export function findSet<T extends { readonly name: string }>(bank: NamedSets<T>, name: string): T {
  return bank.sets[indexOfSet(bank, name)];
}

/** The position of a set. @throws NeurorackError 'bad-input' with the names that exist */
export function indexOfSet(bank: NamedSets<{ readonly name: string }>, name: string): number {
  const at = bank.sets.findIndex((set) => set.name === name);
  if (at >= 0) return at;
  throw new NeurorackError('bad-input', `there is no set '${name}' in the bank '${bank.name}'`, {
    remedy: `name one of ${bank.sets.map((set) => set.name).join(', ')}`,
  });
}
