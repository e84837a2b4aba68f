import { type Bin, binsSince, quantileOfBins } from './bins.ts';
import type { BenchScenario } from './result-schema.ts';

type Minutes = NonNullable<BenchScenario['play']>['minutes'];

/** Compares the first minute of a growing histogram with its last. */
export interface MinuteComparison {
  /** Adds a reading, `seconds` after the start; call about every second. */
  add(seconds: number, bins: readonly Bin[]): void;
  /** Null for a run of less than two minutes, whose first and last minute overlap. */
  result(): Minutes;
}

export function createMinuteComparison(): MinuteComparison {
  const readings: { readonly seconds: number; readonly bins: readonly Bin[] }[] = [];
  return {
    add: (seconds, bins) => {
      readings.push({ seconds, bins });
      // Readings between the first and the last minute are not needed.
      const kept = readings.filter((one) => one.seconds <= 61 || one.seconds > seconds - 62);
      readings.splice(0, readings.length, ...kept);
    },
    result: () => {
      const end = readings.at(-1);
      const first = readings.findLast(({ seconds }) => seconds <= 60);
      const last = readings.findLast(({ seconds }) => end !== undefined && seconds <= end.seconds - 60);
      if (end === undefined || first === undefined || last === undefined || end.seconds < 120)
        return { firstP99Us: null, lastP99Us: null, ratio: null };
      const firstP99Us = quantileOfBins(first.bins, 0.99);
      const lastP99Us = quantileOfBins(binsSince(last.bins, end.bins), 0.99);
      const ratio = firstP99Us === null || lastP99Us === null ? null : lastP99Us / firstP99Us;
      return { firstP99Us, lastP99Us, ratio };
    },
  };
}
