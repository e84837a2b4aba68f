import { describe, expect, it } from 'vitest';
import { type Bin, binsOf, binsSince, meanOfBins, quantileOfBins } from '../../../src/cli/bench/bins.ts';
import { createMinuteComparison } from '../../../src/cli/bench/minute-comparison.ts';
import { HISTOGRAM_BYTES, openHistogram } from '../../../src/engine/histogram.ts';

const some = (times: readonly number[]): Bin[] => {
  const histogram = openHistogram(new SharedArrayBuffer(HISTOGRAM_BYTES));
  for (const us of times) histogram.add(us);
  return binsOf(histogram);
};

describe('bins of a histogram', () => {
  it('give quantiles with a finer resolution than a bin', () => {
    const bins = some(Array.from({ length: 1000 }, (_, n) => n + 1));
    for (const q of [0.1, 0.5, 0.9, 0.99]) {
      const ratio = (quantileOfBins(bins, q) ?? 0) / (1000 * q);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
    }
    expect(quantileOfBins([], 0.5)).toBeNull();
  });

  it('since a reading contain only later events', () => {
    const since = binsSince(some([100, 100, 2000]), some([100, 100, 2000, 2000, 9000]));
    expect(since.map(([, , count]) => count)).toEqual([1, 1]);
    expect(meanOfBins(since)).toBeGreaterThan(2000);
  });
});

describe('the ratio of last to first minute', () => {
  const play = (seconds: number, slowerAfter: number): ReturnType<typeof createMinuteComparison> => {
    const comparison = createMinuteComparison();
    const histogram = openHistogram(new SharedArrayBuffer(HISTOGRAM_BYTES));
    for (let second = 0; second <= seconds; second++) {
      comparison.add(second, binsOf(histogram));
      for (let n = 0; n < 172; n++) histogram.add(second < slowerAfter ? 1000 : 2000);
    }
    return comparison;
  };

  it('rises on a board that slows down while it plays', () => {
    expect(play(600, 300).result().ratio).toBeCloseTo(2, 0);
  });

  it('is one for a board of constant speed', () => {
    expect(play(600, 1e9).result().ratio).toBe(1);
  });

  it('is unknown for a run of less than two minutes', () => {
    expect(play(119, 10).result()).toEqual({ firstP99Us: null, lastP99Us: null, ratio: null });
  });
});
