import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrap } from '../../src/numeric/wrap.ts';

it('wraps at both ends', () => {
  expect([-4, -1, 0, 2, 3, 7].map((value) => wrap(value, 3))).toEqual([2, 2, 0, 2, 0, 1]);
});

it('stays within 0 ... length - 1, a whole number of lengths away', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (value, length) => {
      const wrapped = wrap(value, length);
      expect(wrapped).toBeGreaterThanOrEqual(0);
      expect(wrapped).toBeLessThan(length);
      expect(Math.abs(value - wrapped) % length).toBe(0);
    }),
  );
});
