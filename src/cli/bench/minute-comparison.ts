import { type Bin, binsSince, quantileOfBins } from './bins.ts';
import type { BenchScenario } from './result-schema.ts';

type Minutes = NonNullable<BenchScenario['play']>['minutes'];

/** Looks at a histogram that only grows: how its first minute compares with its last. */
export interface MinuteComparison {
  /** To be called every second or so, `seconds` after the start. */
  add(seconds: number, bins: readonly Bin[]): void;
  /** Null for a run of less than two minutes: there is no last minute apart from the first. */
  result(): Minutes;
}

export function createMinuteComparison(): MinuteComparison {
  const looks: { readonly seconds: number; readonly bins: readonly Bin[] }[] = [];
  return {
    add: (seconds, bins) => {
      looks.push({ seconds, bins });
      // Between the first minute and the last one, nothing is needed.
      const kept = looks.filter((one) => one.seconds <= 61 || one.seconds > seconds - 62);
      looks.splice(0, looks.length, ...kept);
    },
    result: () => {
      const end = looks.at(-1);
      const first = looks.findLast(({ seconds }) => seconds <= 60);
      const last = looks.findLast(({ seconds }) => end !== undefined && seconds <= end.seconds - 60);
      if (end === undefined || first === undefined || last === undefined || end.seconds < 120)
        return { firstP99Us: null, lastP99Us: null, ratio: null };
      const firstP99Us = quantileOfBins(first.bins, 0.99);
      const lastP99Us = quantileOfBins(binsSince(last.bins, end.bins), 0.99);
      const ratio = firstP99Us === null || lastP99Us === null ? null : lastP99Us / firstP99Us;
      return { firstP99Us, lastP99Us, ratio };
    },
  };
}
