import type { Histogram } from '../../engine/histogram.ts';

/** A bin of a histogram in a result: from µs, to µs, count. */
export type Bin = [fromUs: number, toUs: number, count: number];

export function binsOf(histogram: Histogram): Bin[] {
  return histogram.bins().map(({ fromUs, toUs, count }) => [round(fromUs), round(toUs), count]);
}

/** The counts added to a histogram since `before` was read from it. */
export function binsSince(before: readonly Bin[], now: readonly Bin[]): Bin[] {
  const counted = new Map(before.map(([, toUs, count]) => [toUs, count]));
  return now.flatMap(([fromUs, toUs, count]): Bin[] => {
    const more = count - (counted.get(toUs) ?? 0);
    return more > 0 ? [[fromUs, toUs, more]] : [];
  });
}

/** Quantile `q`, µs, with times distributed evenly on a logarithmic scale within a bin; null for an empty histogram. */
export function quantileOfBins(bins: readonly Bin[], q: number): number | null {
  const total = bins.reduce((sum, [, , count]) => sum + count, 0);
  let sum = 0;
  for (const [fromUs, toUs, count] of bins) {
    if (sum + count >= q * total) {
      const low = Math.max(fromUs, toUs / 2);
      return low * (toUs / low) ** ((q * total - sum) / count);
    }
    sum += count;
  }
  return null;
}

/** Mean, µs, with each bin at its geometric centre; null for an empty histogram. */
export function meanOfBins(bins: readonly Bin[]): number | null {
  const total = bins.reduce((sum, [, , count]) => sum + count, 0);
  if (total === 0) return null;
  return bins.reduce((sum, [fromUs, toUs, count]) => sum + count * Math.sqrt(Math.max(fromUs, 1) * toUs), 0) / total;
}

const round = (us: number): number => Number(us.toPrecision(6));
