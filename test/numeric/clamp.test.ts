import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clamp } from '../../src/numeric/clamp.ts';

it('holds a value within its bounds', () => {
  expect([-2, -1, 0.5, 1, 7].map((value) => clamp(value, -1, 1))).toEqual([-1, -1, 0.5, 1, 1]);
});

it('is the expression Math.min(Math.max(value, min), max) to the bit, for NaN, -0 and crossed bounds too', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), fc.double(), (value, min, max) => {
      expect(clamp(value, min, max)).toBe(Math.min(Math.max(value, min), max));
    }),
  );
});
