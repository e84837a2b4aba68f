/** Quantiles of latencies, ms. */
export interface Latencies {
  readonly count: number;
  /** Number of events without an effect in time. */
  readonly lost: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** @param latencies ms; undefined: lost */
export function quantiles(latencies: readonly (number | undefined)[]): Latencies {
  const found = latencies.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const at = (q: number): number | null => found[Math.min(Math.ceil(q * found.length), found.length) - 1] ?? null;
  return { count: found.length, lost: latencies.length - found.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
