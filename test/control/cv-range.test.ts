import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CV_RANGE_NAMES, CV_RANGES, normalise, toUnipolar } from '../../src/control/cv-range.ts';

describe('a CV range', () => {
  it.each([
    ['0-5', 5, 1],
    ['0-8', 2, 0.25],
    ['0-10', 2.5, 0.25],
    ['±5', 0, 0],
    ['±5', 2.5, 0.5],
    ['±5', -5, -1],
  ] as const)('%s: normalises %d V to %d', (name, volts, share) => {
    expect(normalise(volts, CV_RANGES[name])).toBe(share);
  });

  it('maps its bottom to 0 and its top to 1 in unipolar form', () => {
    expect([-6, -5, 0, 5, 6].map((volts) => toUnipolar(volts, CV_RANGES['±5']))).toEqual([0, 0, 0.5, 1, 1]);
    expect([0, 2, 8].map((volts) => toUnipolar(volts, CV_RANGES['0-8']))).toEqual([0, 0.25, 1]);
  });

  it('clamps voltages beyond its ends and is monotonic', () => {
    const volts = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...CV_RANGE_NAMES), volts, volts, (name, one, other) => {
        const range = CV_RANGES[name];
        const [low, high] = [normalise(Math.min(one, other), range), normalise(Math.max(one, other), range)];
        expect(low).toBeGreaterThanOrEqual(name === '±5' ? -1 : 0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
});
