import { countChange, type EventCount, noiseBand, type Spread, spreadOf } from './noise.ts';

/** Change of a measurement against its baseline; 'unsure' where repeats are missing. */
export type Change = 'better' | 'worse' | 'same' | 'unsure';

/** Difference of a measurement from its baseline. */
export interface Difference {
  /** This median divided by the baseline's; null where that is 0. */
  readonly ratio: number | null;
  /** Ratios up to this one, in either direction, are noise; null where unknown, and for counts, which have their own test. */
  readonly band: number | null;
  readonly change: Change;
}

type Better = 'less' | 'more';

/** Compares the repeats of a value; null where either side is unknown. */
export function compareValues(
  [before, after]: readonly [readonly number[], readonly number[]],
  { resolution, better }: { readonly resolution: number; readonly better: Better },
): Difference | null {
  const [a, b] = [spreadOf(before), spreadOf(after)];
  if (a === null || b === null) return null;
  const ratio = ratioOf(a, b);
  const band = noiseBand(before, after, resolution);
  const differenceOf = (change: Change): Difference => ({ ratio, band, change });
  if (a.median === b.median) return differenceOf('same');
  if (ratio === null || ratio === 0 || band === null) return differenceOf('unsure');
  if (Math.max(ratio, 1 / ratio) <= band) return differenceOf('same');
  return differenceOf(changeOf(ratio > 1 ? 'more' : 'less', better));
}

/** Compares rates of events; null where either side is unknown. */
export function compareCounts(
  [before, after]: readonly [readonly EventCount[], readonly EventCount[]],
  { better }: { readonly better: Better },
): Difference | null {
  const [a, b] = [before, after].map((of) => spreadOf(of.map(({ count, over }) => count / over)));
  if (a === null || b === null) return null;
  const moved = countChange(before, after);
  return { ratio: ratioOf(a, b), band: null, change: moved === 'same' ? 'same' : changeOf(moved, better) };
}

const ratioOf = (a: Spread, b: Spread): number | null => (a.median === 0 ? null : b.median / a.median);
const changeOf = (moved: Better, better: Better): Change => (moved === better ? 'better' : 'worse');
