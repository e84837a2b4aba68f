import type { Cell, ClassComparison, Comparison, Row } from './comparison.ts';
import { plain } from './plain.ts';
import { bandText, changeText, limitsText, numberText, provenance, valueText } from './words.ts';

/** A comparison as Markdown; a table a class of evidence and scenario. */
export function markdown({ classes, isPast }: Comparison): string {
  const parts = classes.flatMap((of) => [`## ${of.evidence}`, '', ...columnList(of), ...tables(of)]);
  return ['# Comparison', '', ...parts, ...limitLines(classes, isPast)].join('\n');
}

function columnList({ columns }: ClassComparison): string[] {
  return [...columns.map((column) => `- ${plain(`${column.name}: ${provenance(column)}`)}`), ''];
}

function tables({ columns, rows }: ClassComparison): string[] {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => [
    `### ${plain(scenario)}`,
    '',
    `| | ${columns.map(({ name }) => plain(name)).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...rows.filter((row) => row.scenario === scenario).map((row) => tableRow(row)),
    '',
  ]);
}

function tableRow({ metric, cells }: Row): string {
  return `| ${plain(metric.title)}, ${plain(metric.unit)} | ${cells.map((cell) => plain(cellText(cell))).join(' | ')} |`;
}

function cellText(cell: Cell): string {
  const { spread, against } = cell;
  if (spread === null) return 'unknown';
  if (against === null) return valueText(spread);
  const ratio = against.ratio === null ? '' : ` ×${numberText(against.ratio)}${bandText(against)}`;
  return `${valueText(spread)}${ratio} ${changeText(against.change)}`.trimEnd();
}

/** Those that are passed or could not be told, one by one. */
function limitLines(classes: Comparison['classes'], isPast: boolean): string[] {
  const verdicts = classes.flatMap(({ columns, rows }) =>
    rows.flatMap(({ scenario, metric, cells }) =>
      cells.flatMap((cell, n) =>
        cell.verdicts.map((verdict) => ({ ...verdict, of: `${columns[n].name}, ${scenario}, ${metric.title}` })),
      ),
    ),
  );
  const text = limitsText(verdicts.map(({ state }) => state));
  if (text === undefined) return [];
  const lines = verdicts
    .filter(({ state }) => state !== 'kept')
    .map(({ state, of, reason }) => `- ${state}: ${plain(`${of}: ${reason}`)}`);
  return ['## Limits', '', isPast ? `**${text}**` : text, '', ...lines, ''];
}
