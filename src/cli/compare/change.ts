import { countChange, type EventCount, noiseBand, type Spread, spreadOf } from './noise.ts';

/** What is said of a measurement beside the one that it is compared with; 'unsure' where repeats are wanting. */
export type Change = 'better' | 'worse' | 'same' | 'unsure';

/** One measurement beside another. */
export interface Difference {
  /** This median over the other; null where that is 0. */
  readonly ratio: number | null;
  /** Ratios up to this one, either way, are noise; null where that is unknown, and for counts, which have a test of their own. */
  readonly band: number | null;
  readonly change: Change;
}

type Better = 'less' | 'more';

/** Compares repeats of a number; null where either is unknown. */
export function compareValues(
  [before, after]: readonly [readonly number[], readonly number[]],
  { resolution, better }: { readonly resolution: number; readonly better: Better },
): Difference | null {
  const [a, b] = [spreadOf(before), spreadOf(after)];
  if (a === null || b === null) return null;
  const ratio = ratioOf(a, b);
  const band = noiseBand(before, after, resolution);
  const beside = (change: Change): Difference => ({ ratio, band, change });
  if (a.median === b.median) return beside('same');
  if (ratio === null || ratio === 0 || band === null) return beside('unsure');
  if (Math.max(ratio, 1 / ratio) <= band) return beside('same');
  return beside(wordFor(ratio > 1 ? 'more' : 'less', better));
}

/** Compares how often events came; null where either is unknown. */
export function compareCounts(
  [before, after]: readonly [readonly EventCount[], readonly EventCount[]],
  { better }: { readonly better: Better },
): Difference | null {
  const [a, b] = [before, after].map((of) => spreadOf(of.map(({ count, over }) => count / over)));
  if (a === null || b === null) return null;
  const moved = countChange(before, after);
  return { ratio: ratioOf(a, b), band: null, change: moved === 'same' ? 'same' : wordFor(moved, better) };
}

const ratioOf = (a: Spread, b: Spread): number | null => (a.median === 0 ? null : b.median / a.median);
const wordFor = (moved: Better, better: Better): Change => (moved === better ? 'better' : 'worse');
