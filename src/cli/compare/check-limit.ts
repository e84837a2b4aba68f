import type { Difference } from './change.ts';
import type { Spread } from './noise.ts';
import type { Limit } from './thresholds.ts';

/** Result of checking a limit. */
export interface Verdict {
  readonly limit: Limit;
  /** 'unknown': nothing was measured. */
  readonly state: 'kept' | 'exceeded' | 'unknown';
  /** The reason, in words. */
  readonly reason: string;
}

/**
 * Checks one limit. A change within the noise does not exceed a ratio; without repeats the noise is unknown and the ratio alone decides.
 */
export function checkLimit(
  limit: Limit,
  of: { readonly spread: Spread | null; readonly difference: Difference | null; readonly better: 'less' | 'more' },
): Verdict {
  const { spread, difference, better } = of;
  const verdict = (state: Verdict['state'], reason: string): Verdict => ({ limit, state, reason });
  if (spread === null) return verdict('unknown', 'not measured');
  if (limit.max !== undefined)
    return verdict(spread.median > limit.max ? 'exceeded' : 'kept', `${short(spread.median)}, at most ${limit.max}`);
  if (limit.min !== undefined)
    return verdict(spread.median < limit.min ? 'exceeded' : 'kept', `${short(spread.median)}, at least ${limit.min}`);
  if (difference === null) return verdict('unknown', 'no baseline');
  const { ratio, band, change } = difference;
  if (ratio === null) {
    const state = { worse: 'exceeded', unsure: 'unknown', same: 'kept', better: 'kept' } as const;
    return verdict(state[change], `${short(spread.median)} after 0`);
  }
  const allowed = limit.ratio ?? 1;
  const worsening = better === 'less' ? ratio : 1 / ratio;
  const isWorse = change === 'worse' || change === 'unsure';
  const noise = band === null ? 'noise unknown' : `up to ${band.toFixed(2)} is noise`;
  return verdict(
    isWorse && worsening > allowed ? 'exceeded' : 'kept',
    `${worsening.toFixed(2)} times, at most ${allowed}; ${noise}`,
  );
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
