import type { Comparison } from './comparison.ts';

/** A comparison as data for JSON, without the results themselves. */
export function comparisonJson({ classes, warning, isLimitExceeded }: Comparison) {
  return {
    format: 'neurorack-comparison' as const,
    version: 2 as const,
    isLimitExceeded,
    warning: warning ?? null,
    classes: classes.map(({ evidence, columns, rows }) => ({
      evidence,
      columns: columns.map(({ name, identity, notes, files }) => ({ name, identity, notes, files })),
      rows,
    })),
  };
}
