import { describe, expect, it } from 'vitest';
import { HISTOGRAM_BYTES, openHistogram } from '../../src/engine/histogram.ts';

const histogram = () => openHistogram(new SharedArrayBuffer(HISTOGRAM_BYTES));

describe('a histogram of times', () => {
  it('returns quantiles to within a bin, never below the exact value', () => {
    const times = histogram();
    for (let us = 1; us <= 1000; us++) times.add(us);
    for (const q of [0.5, 0.9, 0.99]) {
      expect(times.quantile(q)).toBeGreaterThanOrEqual(1000 * q);
      expect(times.quantile(q)).toBeLessThan(1000 * q * 1.1);
    }
    expect(times.quantile(1)).toBe(1000);
    expect(times.count).toBe(1000);
    expect(times.maxUs).toBe(1000);
  });

  it('counts times out of range in the outermost bins', () => {
    const times = histogram();
    times.add(0);
    times.add(1e9);
    expect(times.bins().map(({ count }) => count)).toEqual([1, 1]);
  });

  it('is 0 while empty and after a reset', () => {
    const times = histogram();
    expect(times.quantile(0.5)).toBe(0);
    times.add(5);
    times.reset();
    expect(times.quantile(0.5)).toBe(0);
    expect(times.bins()).toEqual([]);
  });
});
