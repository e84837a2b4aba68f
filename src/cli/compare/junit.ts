import type { Comparison } from './comparison.ts';
import { escapeXml } from './escape-xml.ts';

/** A comparison as JUnit XML: a suite a column, a case a limit; one that had nothing to be held against is skipped. */
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
        const tag = state === 'past' ? 'failure' : 'skipped';
        return `${open}>\n      <${tag} message="${escapeXml(reason)}"/>\n    </testcase>`;
      });
      return [
        `  <testsuite name="${escapeXml(name)}" tests="${verdicts.length}" failures="${of('past')}" skipped="${of('unknown')}" errors="0">`,
        ...cases,
        '  </testsuite>',
      ].join('\n');
    }),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="neurorack compare">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function limitText({
  ratio,
  most,
  least,
}: {
  ratio?: number | undefined;
  most?: number | undefined;
  least?: number | undefined;
}): string {
  if (ratio !== undefined) return `at most ${ratio} times`;
  return most !== undefined ? `at most ${most}` : `at least ${least ?? ''}`;
}
