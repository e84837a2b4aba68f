import { expect, it } from 'vitest';
import { fixed } from '../../src/numeric/fixed.ts';

it.each([
  [-0.04, 1, '0.0'],
  [-0.0001, 0, '0'],
  [-0.06, 1, '-0.1'],
  [12.345, 2, '12.35'],
  [-0, 2, '0.00'],
])('%d with %d decimals is %s', (value, decimals, text) => {
  expect(fixed(value, decimals)).toBe(text);
});
