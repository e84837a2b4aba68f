import type { Comparison } from './comparison.ts';
import { escapeXml } from './escape-xml.ts';

/**
 * Formats a comparison as JUnit XML: a suite for each column, a case for each limit. A limit that could not be checked is skipped,
 * with the reason; `testsuites` has the sums, as some readers take only these.
 */
export function junit({ classes }: Comparison): string {
  const suites = classes.flatMap(({ evidence, columns, rows }) =>
    columns.map((column, n) => {
      const name = `${evidence}: ${column.name}`;
      const verdicts = rows.flatMap(({ scenario, metric, cells }) =>
        cells[n].verdicts.map((verdict) => ({ ...verdict, title: `${scenario}: ${metric.title}` })),
      );
      const of = (state: string): number => verdicts.filter((verdict) => verdict.state === state).length;
      const cases = verdicts.map(({ title, state, reason, limit }) => {
        const open = `    <testcase classname="${escapeXml(name)}" name="${escapeXml(`${title}, ${limitText(limit)}`)}"`;
        if (state === 'kept') return `${open}/>`;
        const tag = state === 'exceeded' ? 'failure' : 'skipped';
        return `${open}>\n      <${tag} message="${escapeXml(reason)}"/>\n    </testcase>`;
      });
      return [
        `  <testsuite name="${escapeXml(name)}" tests="${verdicts.length}" failures="${of('exceeded')}" skipped="${of('unknown')}" errors="0">`,
        ...cases,
        '  </testsuite>',
      ].join('\n');
    }),
  );
  const all = classes.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.flatMap(({ verdicts }) => verdicts)));
  const countOf = (state: string): number => all.filter((verdict) => verdict.state === state).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="neurorack compare" tests="${all.length}" failures="${countOf('exceeded')}" skipped="${countOf('unknown')}" errors="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function limitText({
  ratio,
  max,
  min,
}: {
  ratio?: number | undefined;
  max?: number | undefined;
  min?: number | undefined;
}): string {
  if (ratio !== undefined) return `at most ${ratio} times`;
  return max !== undefined ? `at most ${max}` : `at least ${min ?? ''}`;
}
