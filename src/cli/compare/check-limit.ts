import type { Difference } from './change.ts';
import type { Spread } from './noise.ts';
import type { Limit } from './thresholds.ts';

/** What holding a limit against a measurement gave. */
export interface Verdict {
  readonly limit: Limit;
  /** 'unknown' where there is nothing to hold the limit against. */
  readonly state: 'kept' | 'past' | 'unknown';
  /** For people. */
  readonly reason: string;
}

/**
 * Holds one limit against a measurement. What is inside the noise is not past a ratio; without repeats the noise is unknown, and the
 * ratio alone decides.
 */
export function checkLimit(
  limit: Limit,
  of: { readonly spread: Spread | null; readonly beside: Difference | null; readonly better: 'less' | 'more' },
): Verdict {
  const { spread, beside, better } = of;
  const verdict = (state: Verdict['state'], reason: string): Verdict => ({ limit, state, reason });
  if (spread === null) return verdict('unknown', 'not measured');
  if (limit.most !== undefined)
    return verdict(spread.median > limit.most ? 'past' : 'kept', `${short(spread.median)}, at most ${limit.most}`);
  if (limit.least !== undefined)
    return verdict(spread.median < limit.least ? 'past' : 'kept', `${short(spread.median)}, at least ${limit.least}`);
  if (beside === null) return verdict('unknown', 'not measured before');
  const { ratio, band, change } = beside;
  if (ratio === null) {
    const state = { worse: 'past', unsure: 'unknown', same: 'kept', better: 'kept' } as const;
    return verdict(state[change], `${short(spread.median)} after 0`);
  }
  const allowed = limit.ratio ?? 1;
  const worsening = better === 'less' ? ratio : 1 / ratio;
  const isWorse = change === 'worse' || change === 'unsure';
  const noise = band === null ? 'noise unknown' : `up to ${band.toFixed(2)} is noise`;
  return verdict(
    isWorse && worsening > allowed ? 'past' : 'kept',
    `${worsening.toFixed(2)} times, at most ${allowed}; ${noise}`,
  );
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
