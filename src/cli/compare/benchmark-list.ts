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
 * Lists the known values of each board's last column. Names begin with the class of evidence, so that no chart mixes classes. Metrics for
 * which more is better are omitted: `customSmallerIsBetter` cannot express them.
 */
export function benchmarkList({ classes }: Comparison): BenchmarkEntry[] {
  return classes.flatMap(({ evidence, columns, rows }) =>
    columns.flatMap((column, n) => {
      const { board, commit, uncommitted } = column.identity;
      const dirty = uncommitted === null || uncommitted === 'none' ? '' : ' with uncommitted changes';
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
            extra: `${runs} runs, commit ${commit ?? 'unknown'}${dirty}`,
          },
        ];
      });
    }),
  );
}
