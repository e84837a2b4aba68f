import { expect, it } from 'vitest';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { shiftCurve } from '../../../src/descriptors/edit/curve-edits.ts';
import {
  applyEdit,
  compareWithOriginal,
  redo,
  restoreCurve,
  saveAsNew,
  startEditing,
  undo,
} from '../../../src/descriptors/edit/edit-session.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const set = impactSet({ name: 'kick', frames: 20 });
const up = (by: number) => (current: typeof set) => shiftCurve(current, 'f0', { from: 0, to: 9, by });

it('undo and redo walk through the steps, and a new step forgets what was undone', () => {
  const one = applyEdit(startEditing(set), up(1));
  const two = applyEdit(one, up(1));
  expect(two.current.curves.f0[0]).toBeCloseTo(440, 3);
  expect(undo(two).current).toBe(one.current);
  expect(undo(undo(undo(two))).current).toBe(set);
  expect(redo(undo(two)).current).toBe(two.current);
  const other = applyEdit(undo(two), up(-1));
  expect(redo(other)).toBe(other);
  expect(undo(other).current).toBe(one.current);
});

it('no more than two hundred steps are kept', () => {
  let session = startEditing(set);
  for (let i = 0; i < 250; i++) session = applyEdit(session, up(i % 2 === 0 ? 1 : -1));
  expect(session.past).toHaveLength(200);
});

it('a step that makes no set changes nothing', () => {
  const session = applyEdit(startEditing(set), up(1));
  const broken = () => applyEdit(session, (current) => ({ ...current, level: current.level.subarray(1) }));
  expectNamedError(broken, 'bad-input', 'curve level');
  expect(session.past).toHaveLength(1);
});

it('the comparison names the curves that differ, how many frames and by how much', () => {
  const session = applyEdit(startEditing(set), up(1));
  expect(compareWithOriginal(startEditing(set))).toEqual([]);
  expect(compareWithOriginal(session)).toMatchObject([{ name: 'f0', frames: 10, largest: expect.closeTo(1, 5) }]);
});

it('what is saved is a new set that a bank takes beside the old one, and that says where it comes from', () => {
  const saved = saveAsNew(applyEdit(startEditing(set), up(1)), 'kick up');
  expect(packBank({ name: 'both', licence: 'CC0', sets: [set, saved] }).length).toBeGreaterThan(0);
  expect(saved.provenance.licence).toBe(set.provenance.licence);
  expect(saved.provenance.source).toBe(`edited from 'kick': ${set.provenance.source}`);
});

it('one curve is as in the original again, bit by bit, and the others stay edited', () => {
  const softer = (current: typeof set) => shiftCurve(current, 'rms', { from: 0, to: 19, by: -1 });
  const edited = applyEdit(applyEdit(startEditing(set), up(1)), softer);
  const restored = applyEdit(edited, () => restoreCurve(edited, 'rms'));
  expect(compareWithOriginal(restored).map(({ name }) => name)).toEqual(['f0']);
  expect(restored.current.level).toBe(set.level);
  expect(restoreCurve(restored, 'rms')).toBe(restored.current);
});
