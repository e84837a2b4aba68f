import type { Difference } from './change.ts';
import type { Spread } from './noise.ts';
import type { Limit } from './thresholds.ts';

/** Result of checking a limit. */
export interface Verdict {
  readonly limit: Limit;
  /** 'unknown': nothing was measured, or too little to say that the limit is kept. */
  readonly state: 'kept' | 'exceeded' | 'unknown';
  /** The reason, in words. */
  readonly reason: string;
}

/** A measurement and what its limit is checked against. */
export interface CheckedMeasurement {
  readonly spread: Spread | null;
  /** Events of all repeats together: a median of repeats hides the one with underruns. Undefined for a value. */
  readonly rate: number | undefined;
  readonly difference: Difference | null;
  readonly better: 'less' | 'more';
}

/**
 * Checks one limit. A change within the noise does not exceed a ratio; without repeats the noise is unknown and the ratio alone exceeds it. A ratio
 * is kept only where the measurement could have shown the opposite: with noise wider than the limit it is unknown.
 */
export function checkLimit(limit: Limit, { spread, rate, difference, better }: CheckedMeasurement): Verdict {
  const verdict = (state: Verdict['state'], reason: string): Verdict => ({ limit, state, reason });
  if (spread === null) return verdict('unknown', 'not measured');
  const value = rate ?? spread.median;
  if (limit.max !== undefined)
    return verdict(value > limit.max ? 'exceeded' : 'kept', `${short(value)}, at most ${limit.max}`);
  if (limit.min !== undefined)
    return verdict(value < limit.min ? 'exceeded' : 'kept', `${short(value)}, at least ${limit.min}`);
  if (difference === null) return verdict('unknown', 'no baseline');
  const { ratio, change } = difference;
  if (ratio === null) {
    const state = { worse: 'exceeded', unsure: 'unknown', same: 'kept', better: 'kept' } as const;
    return verdict(state[change], `${short(spread.median)} after 0`);
  }
  const allowed = limit.ratio ?? 1;
  const worsening = better === 'less' ? ratio : 1 / ratio;
  return verdict(ratioState(difference, worsening, allowed), ratioText(difference, worsening, allowed));
}

/** 'kept' needs noise within the limit, or a change for the better that no noise makes up for. */
function ratioState({ change, band }: Difference, worsening: number, allowed: number): Verdict['state'] {
  if (change === 'worse' || change === 'unsure') {
    if (worsening > allowed) return 'exceeded';
    return band === null ? 'unknown' : keptWithin(band, worsening, allowed);
  }
  // Counts have a test of their own; equal medians without repeats are exact values, such as sizes.
  if (band === null) return worsening <= allowed ? 'kept' : 'unknown';
  return keptWithin(band, worsening, allowed);
}

function keptWithin(band: number, worsening: number, allowed: number): 'kept' | 'unknown' {
  return band <= allowed || worsening * band <= allowed ? 'kept' : 'unknown';
}

function ratioText({ band }: Difference, worsening: number, allowed: number): string {
  const noise =
    band === null
      ? 'noise unknown'
      : `up to ${band.toFixed(2)} is noise${band > allowed ? ', more than the limit' : ''}`;
  return `${worsening.toFixed(2)} times, at most ${allowed}; ${noise}`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
