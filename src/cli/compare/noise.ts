/**
 * Two-sided 99.9 % quantiles of Student's t by degrees of freedom, from 2 on; above the last one, the normal distribution. A report has
 * some fifty measurements: one report in twenty reports a change that is none.
 */
const T999 = [31.6, 12.92, 8.61, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587, 4.437, 4.318, 4.221, 4.14, 4.073, 4.015];
const NORMAL999 = 3.291;
/** Degrees of freedom that an estimate of the noise needs: the repeats beyond the first, of both sides. */
const MIN_FREEDOM = 2;
/** Standard deviations beyond which a difference of counts is a change. */
const COUNT_SIGMAS = 3;

/** Median and extremes of the repeats of one measurement. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) return null;
  const half = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, low, high, runs: sorted.length };
}

/**
 * How far apart the medians of `a` and `b` may lie by chance alone, as a ratio above 1: 99.9 % of two-sample t-tests on the logarithms of
 * unchanged measurements stay within it. Null for too few repeats, or a value of 0.
 *
 * @param resolution ratio that the measurement cannot distinguish from 1
 */
export function noiseBand(a: readonly number[], b: readonly number[], resolution: number): number | null {
  const freedom = a.length + b.length - 2;
  if (a.length === 0 || b.length === 0 || freedom < MIN_FREEDOM) return null;
  if (![...a, ...b].every((value) => value > 0)) return null;
  const deviation = Math.sqrt((squaresOf(a.map(Math.log)) + squaresOf(b.map(Math.log))) / freedom);
  const t = T999[freedom - MIN_FREEDOM] ?? NORMAL999;
  return Math.max(resolution, Math.exp(t * deviation * Math.sqrt(1 / a.length + 1 / b.length)));
}

/** Number of events in a number of blocks or hours. */
export interface EventCount {
  readonly count: number;
  readonly over: number;
}

/**
 * Whether the rate of events has changed more than chance explains. The variance is that of Poisson counts, or that of the repeats where
 * it is larger.
 */
export function countChange(a: readonly EventCount[], b: readonly EventCount[]): 'less' | 'more' | 'same' {
  const [before, after] = [rateAndVariance(a), rateAndVariance(b)];
  const deviations = (after.rate - before.rate) / Math.sqrt(before.variance + after.variance);
  if (!(Math.abs(deviations) > COUNT_SIGMAS)) return 'same';
  return deviations > 0 ? 'more' : 'less';
}

/** Rate of the events of all repeats together. */
export function rateOf(counted: readonly EventCount[]): number {
  return totalOf(counted, 'count') / totalOf(counted, 'over');
}

const totalOf = (counted: readonly EventCount[], field: keyof EventCount): number =>
  counted.reduce((sum, one) => sum + one[field], 0);

function rateAndVariance(counted: readonly EventCount[]): { readonly rate: number; readonly variance: number } {
  const [count, over] = [totalOf(counted, 'count'), totalOf(counted, 'over')];
  // One event more or less is always chance.
  const poisson = (count + 1) / over ** 2;
  const rates = counted.map((one) => one.count / one.over);
  const n = rates.length;
  const scatter = n < 2 ? 0 : squaresOf(rates) / (n - 1) / n;
  return { rate: count / over, variance: Math.max(poisson, scatter) };
}

/** Sum of squared differences from the mean. */
function squaresOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
