import { expect, it } from 'vitest';
import type { Bank } from '../../../src/descriptors/bank/bank.ts';
import { addSets, moveSet, pickSets, removeSet, renameSet } from '../../../src/descriptors/bank/edit-bank.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const bank: Bank = { name: 'hits', licence: 'CC0', sets: ['kick', 'snare', 'bell'].map((name) => impactSet({ name })) };
const namesOf = ({ sets }: Bank): string[] => sets.map(({ name }) => name);

it('renames, moves, removes, adds and picks sets without changing the original bank', () => {
  expect(namesOf(renameSet(bank, 'snare', 'clap'))).toEqual(['kick', 'clap', 'bell']);
  expect(namesOf(moveSet(bank, 'bell', 0))).toEqual(['bell', 'kick', 'snare']);
  expect(namesOf(moveSet(bank, 'kick', 99))).toEqual(['snare', 'bell', 'kick']);
  expect(namesOf(removeSet(bank, 'kick'))).toEqual(['snare', 'bell']);
  expect(namesOf(addSets(bank, [impactSet({ name: 'kick' }), impactSet({ name: 'kick' })]))).toEqual([
    'kick',
    'snare',
    'bell',
    'kick 2',
    'kick 3',
  ]);
  expect(namesOf(pickSets(bank, ['bell', 'kick']))).toEqual(['bell', 'kick']);
  expect(namesOf(bank)).toEqual(['kick', 'snare', 'bell']);
});

it('throws named errors for impossible edits', () => {
  expectNamedError(() => renameSet(bank, 'gong', 'x'), 'bad-input', "no set 'gong'");
  expectNamedError(() => renameSet(bank, 'kick', 'bell'), 'bad-input', "two sets would be named 'bell'");
  expectNamedError(() => moveSet(bank, 'kick', 0.5), 'bad-input', '0.5 is not a position');
  expectNamedError(() => removeSet(pickSets(bank, ['kick']), 'kick'), 'bad-input', 'only set');
  expectNamedError(() => pickSets(bank, []), 'bad-input', 'no set was named');
  expectNamedError(() => pickSets(bank, ['kick', 'kick']), 'bad-input', 'two sets');
});
