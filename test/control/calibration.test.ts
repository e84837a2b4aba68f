import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration, type Calibration, calibrate, UNCALIBRATED } from '../../src/control/calibration.ts';
import type { Jack } from '../../src/control/jacks.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

/** Calibrates with 1 V and 3 V. */
const from = (jack: Jack, atOne: number, atThree: number): Calibration =>
  calibrate(jack, [
    { volts: 1, reading: atOne },
    { volts: 3, reading: atThree },
  ]);

describe('calibration', () => {
  it('is the identity for a jack that reads correctly', () => {
    expect(from('cv1', 1, 3)).toEqual({ slope: 1, offset: 0 });
    expect(applyCalibration(2.34, UNCALIBRATED)).toBe(2.34);
  });

  it('corrects any plausible gain and offset error, from any two points in any order', () => {
    const off = fc.double({ min: -0.15, max: 0.15, noNaN: true });
    const point = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(off, off, point, point, point, (gain, offset, one, two, volts) => {
        fc.pre(Math.abs(one - two) > 1);
        const reading = (v: number): number => v * (1 + gain) + offset;
        const found = calibrate('cv2', [
          { volts: one, reading: reading(one) },
          { volts: two, reading: reading(two) },
        ]);
        expect(applyCalibration(reading(volts), found)).toBeCloseTo(volts, 9);
      }),
    );
  });

  it.each([
    ['no reading', Number.NaN, 3, 'no reading'],
    ['an infinite reading', 1, Number.POSITIVE_INFINITY, 'no reading'],
    ['equal readings', 1, 1, 'both points read about 1.00 V'],
    ['a jack without a cable', 0.01, 0.02, 'both points read about 0.01 V'],
    ['swapped points', 3, 1, 'swapped'],
    ['1 V and 5 V', 1, 5, 'slope would be -50 % off'],
    ['1 V and 2 V', 1, 2, 'slope would be 100 % off'],
    ['1.6 V and 3.6 V', 1.6, 3.6, 'offset would be -0.60 V'],
  ])('rejects %s, naming the reason, the jack and a remedy', async (_, atOne, atThree, reason) => {
    const error = await namedErrorOf(() => from('cv3', atOne, atThree));
    expect(error).toMatchObject({ kind: 'bad-input', message: expect.stringContaining(reason) });
    expect(error.message).toMatch(/^cv3: /);
    expect(error.remedy).toContain('apply 1 V, then 3 V');
  });

  it('accepts a slope error of 19 % and rejects one of 21 %, to either side', () => {
    const atThree = (slope: number): number => 2 + 1 / slope;
    const atOne = (slope: number): number => 2 - 1 / slope;
    for (const slope of [0.81, 1.19]) expect(from('cv1', atOne(slope), atThree(slope)).slope).toBeCloseTo(slope, 9);
    for (const slope of [0.79, 1.21]) expect(() => from('cv1', atOne(slope), atThree(slope))).toThrow('21 % off');
  });
});
