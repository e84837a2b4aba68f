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
  it('say quantiles finer than a bin is wide', () => {
    const bins = some(Array.from({ length: 1000 }, (_, n) => n + 1));
    for (const q of [0.1, 0.5, 0.9, 0.99]) {
      const off = (quantileOfBins(bins, q) ?? 0) / (1000 * q);
      expect(Math.abs(off - 1)).toBeLessThan(0.03);
    }
    expect(quantileOfBins([], 0.5)).toBeNull();
  });

  it('of the time since are those that were added since', () => {
    const since = binsSince(some([100, 100, 2000]), some([100, 100, 2000, 2000, 9000]));
    expect(since.map(([, , count]) => count)).toEqual([1, 1]);
    expect(meanOfBins(since)).toBeGreaterThan(2000);
  });
});

describe('the last minute against the first', () => {
  const play = (seconds: number, slowerAfter: number): ReturnType<typeof createMinuteComparison> => {
    const watch = createMinuteComparison();
    const histogram = openHistogram(new SharedArrayBuffer(HISTOGRAM_BYTES));
    for (let second = 0; second <= seconds; second++) {
      watch.add(second, binsOf(histogram));
      for (let n = 0; n < 172; n++) histogram.add(second < slowerAfter ? 1000 : 2000);
    }
    return watch;
  };

  it('shows a board that slows down while it plays', () => {
    expect(play(600, 300).result().ratio).toBeCloseTo(2, 0);
  });

  it('is one for a board that stays as it is', () => {
    expect(play(600, 1e9).result().ratio).toBe(1);
  });

  it('is unknown for a run of less than two minutes', () => {
    expect(play(119, 10).result()).toEqual({ firstP99Us: null, lastP99Us: null, ratio: null });
  });
});
