import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSet } from '../../../src/descriptors/check-set.ts';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { copyCurve, drawLine, scaleCurve, shiftCurve, smoothCurve } from '../../../src/descriptors/edit/curve-edits.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const set = impactSet({ frames: 41 });
const all = { from: 0, to: 40 };

describe('curve edits', () => {
  it('draws straight lines on the perceptual scale: half way from 100 Hz to 10 kHz is 1 kHz', () => {
    const drawn = drawLine(set, 'centroid', [
      { frame: 10, value: 100 },
      { frame: 30, value: 10_000 },
    ]).curves.centroid;
    expect(drawn[10]).toBeCloseTo(100, 3);
    expect(drawn[20]).toBeCloseTo(1000, 1);
    expect(drawn[30]).toBeCloseTo(10_000, 1);
    expect([drawn[9], drawn[31]]).toEqual([1200, 1200]);
    expect(set.curves.centroid[20]).toBe(1200);
  });

  it('lets a later segment of a freehand line overwrite an earlier one', () => {
    const { f0 } = drawLine(set, 'f0', [
      { frame: 5.2, value: 200 },
      { frame: 9.7, value: 200 },
      { frame: 7.5, value: 400 },
    ]).curves;
    expect(f0[6]).toBe(200);
    expect(f0[8]).toBeGreaterThan(300);
    expect(f0[9]).toBeGreaterThan(200);
    expect(f0[10]).toBe(110);
  });

  it('draws a single point as one frame, clamped to the range of the descriptor', () => {
    const drawn = drawLine(set, 'rolloff', [{ frame: 3.4, value: 1e6 }]).curves.rolloff;
    expect([drawn[2], drawn[3], drawn[4]]).toEqual([3000, 22_050, 3000]);
  });

  it('smooths, scales around the mean and shifts in octaves only within the selected range', () => {
    const step = drawLine(set, 'f0', [
      { frame: 20, value: 440 },
      { frame: 40, value: 440 },
    ]);
    const smooth = smoothCurve(step, 'f0', { ...all, radius: 2 }).curves.f0;
    expect(smooth[19]).toBeCloseTo(110 * 4 ** (2 / 5), 2);
    expect([smooth[10], smooth[30]].map((hz) => Math.round(hz ?? 0))).toEqual([110, 440]);
    const flat = scaleCurve(step, 'f0', { from: 19, to: 20, factor: 0 }).curves.f0;
    expect([flat[18], flat[21]]).toEqual([110, 440]);
    expect(flat[19]).toBeCloseTo(220, 3);
    const up = shiftCurve(step, 'f0', { from: 0, to: 9, by: 1 }).curves.f0;
    expect(up[9]).toBeCloseTo(220, 3);
    expect(up[10]).toBe(110);
  });

  it('copies a curve from another set, stretched to the length of this one', () => {
    const other = drawLine(impactSet({ frames: 9 }), 'zcr', [
      { frame: 0, value: 0 },
      { frame: 8, value: 0.8 },
    ]);
    const { zcr } = copyCurve(set, 'zcr', other).curves;
    for (const k of [0, 20, 40]) expect(zcr[k]).toBeCloseTo((0.8 * k) / 40, 5);
  });

  it('scales the level lane with the RMS curve, keeping the shape of the attack', () => {
    const loud = impactSet({ frames: 41, loudness: 0.2 });
    const softer = shiftCurve(loud, 'rms', { ...all, by: -1 });
    expect(softer.level[48]).toBeCloseTo((loud.level[48] ?? 0) / 2, 5);
    expect(softer.level[44]).toBeCloseTo((loud.level[44] ?? 0) / 2, 5);
    const half = shiftCurve(loud, 'rms', { from: 30, to: 40, by: -1 });
    expect(half.level.subarray(0, 29 * 8).every((value, i) => value === loud.level[i])).toBe(true);
    expect(shiftCurve(loud, 'f0', { ...all, by: 1 }).level).toBe(loud.level);
  });

  it('refuses numbers that are not finite, empty lines and empty ranges', () => {
    expectNamedError(() => drawLine(set, 'f0', []), 'bad-input', 'has no points');
    expectNamedError(() => drawLine(set, 'f0', [{ frame: 1, value: Number.NaN }]), 'bad-input', 'NaN');
    expectNamedError(() => shiftCurve(set, 'f0', { ...all, by: Number.POSITIVE_INFINITY }), 'bad-input', 'Infinity');
    expectNamedError(() => scaleCurve(set, 'f0', { from: 9, to: 3, factor: 2 }), 'bad-input', 'has no frames');
    expectNamedError(() => smoothCurve(set, 'f0', { from: 50, to: 60, radius: 2 }), 'bad-input', 'has no frames');
  });

  it('yields a valid set for any edit', () => {
    const name = fc.constantFrom(...DESCRIPTORS);
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const points = fc.array(fc.record({ frame: number, value: number }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(name, points, number, number, (curve, line, by, factor) => {
        checkSet(drawLine(set, curve, line));
        checkSet(shiftCurve(set, curve, { ...all, by }));
        checkSet(scaleCurve(set, curve, { ...all, factor }));
        checkSet(smoothCurve(set, curve, { ...all, radius: by }));
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
