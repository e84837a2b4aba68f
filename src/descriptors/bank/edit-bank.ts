import { NeurorackError } from '../../contracts/errors.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import type { Bank } from './bank.ts';
import { indexOfSet } from './find-set.ts';

/**
 * Renames a set; returns a new bank.
 *
 * @throws NeurorackError 'bad-input' for a missing set, or a name that another set has
 */
export function renameSet(bank: Bank, name: string, to: string): Bank {
  const at = indexOfSet(bank, name);
  if (to !== name && bank.sets.some((set) => set.name === to)) throw nameTaken(to);
  return { ...bank, sets: bank.sets.map((set, i) => (i === at ? { ...set, name: to } : set)) };
}

/**
 * Moves a set to another position: 0 is the first; a position past the end is the last. Returns a new bank.
 *
 * @throws NeurorackError 'bad-input' for a missing set, or a position that is not a whole number from 0
 */
export function moveSet(bank: Bank, name: string, position: number): Bank {
  const at = indexOfSet(bank, name);
  if (!Number.isInteger(position) || position < 0) {
    throw new NeurorackError('bad-input', `${position} is not a position in a bank`, {
      remedy: 'give a whole number from 0',
    });
  }
  const others = bank.sets.filter((_, i) => i !== at);
  return { ...bank, sets: [...others.slice(0, position), ...bank.sets.slice(at, at + 1), ...others.slice(position)] };
}

/**
 * Removes a set; returns a new bank.
 *
 * @throws NeurorackError 'bad-input' for a missing set, or the only set
 */
export function removeSet(bank: Bank, name: string): Bank {
  const at = indexOfSet(bank, name);
  if (bank.sets.length === 1) {
    throw new NeurorackError('bad-input', `'${name}' is the only set of the bank`, {
      remedy: 'add another set first, or delete the bank',
    });
  }
  return { ...bank, sets: bank.sets.filter((_, i) => i !== at) };
}

/** Appends sets; a set whose name is taken gets a number: 'Kick', 'Kick 2'. Returns a new bank. */
export function addSets(bank: Bank, sets: readonly DescriptorSet[]): Bank {
  const taken = new Set(bank.sets.map(({ name }) => name));
  const added = sets.map((set) => {
    let name = set.name;
    for (let n = 2; taken.has(name); n++) name = `${set.name} ${n}`;
    taken.add(name);
    return name === set.name ? set : { ...set, name };
  });
  return { ...bank, sets: [...bank.sets, ...added] };
}

/**
 * Creates a bank of the named sets, in the order of the names.
 *
 * @throws NeurorackError 'bad-input' for a missing set, an empty list, or a duplicate name
 */
export function pickSets(bank: Bank, names: readonly string[]): Bank {
  if (names.length === 0) {
    throw new NeurorackError('bad-input', 'no set was named', { remedy: 'name the sets for the new bank' });
  }
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) throw nameTaken(duplicate);
  return { ...bank, sets: names.flatMap((name) => bank.sets[indexOfSet(bank, name)] ?? []) };
}

function nameTaken(name: string): NeurorackError {
  return new NeurorackError('bad-input', `two sets would be named '${name}'`, { remedy: 'choose another name' });
}
