import type { Comparison } from './comparison.ts';

/** A comparison as data: all of it but the results themselves. */
export function comparisonJson({ classes, isLimitExceeded: isPast }: Comparison) {
  return {
    format: 'neurorack-comparison' as const,
    version: 1 as const,
    isPast,
    classes: classes.map(({ evidence, columns, rows }) => ({
      evidence,
      columns: columns.map(({ name, identity, notes, files }) => ({ name, identity, notes, files })),
      rows,
    })),
  };
}
