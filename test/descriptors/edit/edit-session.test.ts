import { describe, expect, it } from 'vitest';
import { unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
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
import { withMoving } from '../with-moving.ts';

const set = impactSet({ name: 'kick', frames: 20 });
const up = (by: number) => (current: DescriptorSet) => shiftCurve(current, 'f0', { from: 0, to: 9, by });

it('undoes and redoes steps, and clears the redo stack on a new edit', () => {
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

it('keeps at most 200 undo steps', () => {
  let session = startEditing(set);
  for (let i = 0; i < 250; i++) session = applyEdit(session, up(i % 2 === 0 ? 1 : -1));
  expect(session.past).toHaveLength(200);
});

it('refuses an edit whose result is not a valid set and keeps the session unchanged', () => {
  const session = applyEdit(startEditing(set), up(1));
  const broken = () => applyEdit(session, (current) => ({ ...current, level: current.level.subarray(1) }));
  expectNamedError(broken, 'bad-input', 'curve level');
  expect(session.past).toHaveLength(1);
});

it('compares with the original: curves that differ, number of frames, largest difference', () => {
  const session = applyEdit(startEditing(set), up(1));
  expect(compareWithOriginal(startEditing(set))).toEqual([]);
  expect(compareWithOriginal(session)).toMatchObject([{ name: 'f0', frames: 10, largest: expect.closeTo(1, 5) }]);
});

it('saves the edited curves as a new set whose provenance names the original', () => {
  const saved = saveAsNew(applyEdit(startEditing(set), up(1)), 'kick up');
  expect(packBank({ name: 'both', licence: 'CC0', sets: [set, saved] }).length).toBeGreaterThan(0);
  expect(saved.provenance.licence).toBe(set.provenance.licence);
  expect(saved.provenance.source).toBe(`edited from 'kick': ${set.provenance.source}`);
});

it('restores one curve from the original, bit for bit, and keeps the other edits', () => {
  const softer = (current: typeof set) => shiftCurve(current, 'rms', { from: 0, to: 19, by: -1 });
  const edited = applyEdit(applyEdit(startEditing(set), up(1)), softer);
  const restored = applyEdit(edited, () => restoreCurve(edited, 'rms'));
  expect(compareWithOriginal(restored).map(({ name }) => name)).toEqual(['f0']);
  expect(restored.current.level).toBe(set.level);
  expect(restoreCurve(restored, 'rms')).toBe(restored.current);
});

describe('partials that move', () => {
  const moving = withMoving(set);
  const tracksOf = ({ timbre }: DescriptorSet) => timbre?.moving?.tracks ?? [];
  const cents = (a: number, b: number): number => 1200 * Math.log2(a / b);

  it('move with the pitch, point by point, to a quarter of a cent', () => {
    const { current } = applyEdit(startEditing(moving), (one) => shiftCurve(one, 'f0', { from: 0, to: 9, by: 1 }));
    for (const [k, { first, hz, ratio }] of tracksOf(current).entries()) {
      const before = tracksOf(moving)[k];
      expect(hz).toHaveLength(ratio.length);
      expect(ratio).toEqual(before.ratio);
      for (const [n, value] of hz.entries()) {
        const octaves = 2 * (first + n) <= 9 ? 1 : 0;
        expect(Math.abs(cents(value, before.hz[before.hz.length === 1 ? 0 : n]) - 1200 * octaves)).toBeLessThan(0.25);
      }
    }
    expect(current.timbre?.moving?.own).toEqual(moving.timbre.moving.own);
    expect(current.timbre?.hz).toEqual(moving.timbre.hz);
  });

  it('stay steady when the whole pitch is shifted', () => {
    const [steady] = tracksOf(shiftCurve(moving, 'f0', { from: 0, to: 19, by: -0.5 }));
    expect(steady.hz).toHaveLength(1);
    expect(cents(steady.hz[0], 440)).toBeCloseTo(-600, 3);
  });

  it('stay where another curve is edited, and return with undo and with the original pitch', () => {
    expect(shiftCurve(moving, 'centroid', { from: 0, to: 9, by: 1 }).timbre).toBe(moving.timbre);
    const edited = applyEdit(startEditing(moving), up(1));
    expect(tracksOf(edited.current)).not.toEqual(tracksOf(moving));
    expect(undo(edited).current).toBe(moving);
    expect(restoreCurve(edited, 'f0').timbre).toBe(moving.timbre);
  });

  it('sound the same after an edit has been saved and read', async () => {
    const edited = saveAsNew(applyEdit(startEditing(moving), up(0.37)), 'kick up');
    const bank = { name: 'edited', licence: 'CC0', sets: [edited] };
    expect((await unpackBank(Buffer.from(packBank(bank)), 'x')).sets).toEqual([edited]);
  });
});
