import { NeurorackError } from '../../contracts/errors.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import type { Bank } from './bank.ts';

/**
 * The bank with one set under another name.
 *
 * @throws NeurorackError 'bad-input' for a set that is not there, or a name that another set has
 */
export function renameSet(bank: Bank, name: string, to: string): Bank {
  const at = placeOf(bank, name);
  if (to !== name && bank.sets.some((set) => set.name === to)) throw nameTaken(to);
  return { ...bank, sets: bank.sets.map((set, i) => (i === at ? { ...set, name: to } : set)) };
}

/**
 * The bank with one set at another place: 0 is the first; past the end is the last.
 *
 * @throws NeurorackError 'bad-input' for a set that is not there, or a place that is no whole number from 0
 */
export function moveSet(bank: Bank, name: string, place: number): Bank {
  const at = placeOf(bank, name);
  if (!Number.isInteger(place) || place < 0) {
    throw new NeurorackError('bad-input', `${place} is no place in a bank`, { remedy: 'give a whole number from 0' });
  }
  const rest = bank.sets.filter((_, i) => i !== at);
  return { ...bank, sets: [...rest.slice(0, place), ...bank.sets.slice(at, at + 1), ...rest.slice(place)] };
}

/**
 * The bank without one set.
 *
 * @throws NeurorackError 'bad-input' for a set that is not there, or the last one
 */
export function removeSet(bank: Bank, name: string): Bank {
  const at = placeOf(bank, name);
  if (bank.sets.length === 1) {
    throw new NeurorackError('bad-input', `'${name}' is the only set of the bank`, {
      remedy: 'add another set first, or delete the bank',
    });
  }
  return { ...bank, sets: bank.sets.filter((_, i) => i !== at) };
}

/** The bank with more sets at its end; one whose name is taken gets a number: 'Kick', 'Kick 2'. */
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
 * A bank of some of the sets, in the order in which they are named.
 *
 * @throws NeurorackError 'bad-input' for a set that is not there, none, or one named twice
 */
export function pickSets(bank: Bank, names: readonly string[]): Bank {
  if (names.length === 0) {
    throw new NeurorackError('bad-input', 'no set was named', { remedy: 'name the sets that the bank is to hold' });
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw nameTaken(twice);
  return { ...bank, sets: names.flatMap((name) => bank.sets[placeOf(bank, name)] ?? []) };
}

function placeOf(bank: Bank, name: string): number {
  const at = bank.sets.findIndex((set) => set.name === name);
  if (at >= 0) return at;
  throw new NeurorackError('bad-input', `there is no set '${name}' in the bank '${bank.name}'`, {
    remedy: `name one of ${bank.sets.map((set) => set.name).join(', ')}`,
  });
}

function nameTaken(name: string): NeurorackError {
  return new NeurorackError('bad-input', `two sets would be named '${name}'`, { remedy: 'choose another name' });
}
