import { numberText } from './cell-text.ts';
import type { Comparison } from './comparison.ts';

/** One entry of github-action-benchmark's `customSmallerIsBetter`. */
export interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/**
 * What is known of each board's last column, class of evidence first in the name, so that no chart mixes classes. What is better when it is
 * more is left out: the list has no place for it.
 */
export function benchmarkList({ classes }: Comparison): BenchmarkEntry[] {
  return classes.flatMap(({ evidence, columns, rows }) =>
    columns.flatMap((column, n) => {
      const { board, commit } = column.identity;
      if (columns.findLastIndex(({ identity }) => identity.board === board) !== n) return [];
      return rows.flatMap(({ scenario, metric, cells }): BenchmarkEntry[] => {
        const { spread } = cells[n];
        if (spread === null || metric.better === 'more') return [];
        const { median, low, high, runs } = spread;
        return [
          {
            name: `${evidence} · ${board} · ${scenario} · ${metric.title}`,
            unit: metric.unit,
            value: median,
            ...(runs > 1 ? { range: `± ${numberText((high - low) / 2)}` } : {}),
            extra: `${runs} runs, commit ${commit ?? 'unknown'}`,
          },
        ];
      });
    }),
  );
}
