import { buyingGuide, GUIDE_HEAD, GUIDE_NOTE, GUIDE_TITLE } from './buying-guide.ts';
import { bandText, changeText, limitsText, numberText, provenance, valueText } from './cell-text.ts';
import type { Cell, ClassComparison, Comparison, Row } from './comparison.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** Formats a comparison as Markdown: a table for each class of evidence and scenario. */
export function markdown(comparison: Comparison): string {
  const { classes, warning, isLimitExceeded } = comparison;
  const parts = classes.flatMap((of) => [`## ${of.evidence}`, '', ...columnList(of), ...tables(of)]);
  const notes = warning === undefined ? [] : [`**${escapeMarkdown(warning)}**`, ''];
  return [
    '# Comparison',
    '',
    ...notes,
    ...guideLines(comparison),
    ...parts,
    ...limitLines(classes, isLimitExceeded),
  ].join('\n');
}

/** The guide of boards: a table for each class of evidence. */
function guideLines(comparison: Comparison): string[] {
  const guide = buyingGuide(comparison);
  if (guide === undefined) return [];
  const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const tables = guide.flatMap(({ evidence, rows }) => [
    `### ${evidence === 'not run' ? 'not run: no result in this report' : evidence}`,
    '',
    row(GUIDE_HEAD.map(([, title]) => title)),
    `|${'---|'.repeat(GUIDE_HEAD.length)}`,
    ...rows.map((one) => row(GUIDE_HEAD.map(([field]) => one[field]))),
    '',
  ]);
  return [`## ${GUIDE_TITLE}`, '', GUIDE_NOTE, '', ...tables];
}

function columnList({ columns }: ClassComparison): string[] {
  return [...columns.map((column) => `- ${escapeMarkdown(`${column.name}: ${provenance(column)}`)}`), ''];
}

function tables({ columns, rows }: ClassComparison): string[] {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => [
    `### ${escapeMarkdown(scenario)}`,
    '',
    `| | ${columns.map(({ name }) => escapeMarkdown(name)).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...rows.filter((row) => row.scenario === scenario).map((row) => tableRow(row)),
    '',
  ]);
}

function tableRow({ metric, cells }: Row): string {
  return `| ${escapeMarkdown(metric.title)}, ${escapeMarkdown(metric.unit)} | ${cells.map((cell) => escapeMarkdown(cellText(cell))).join(' | ')} |`;
}

function cellText(cell: Cell): string {
  const { spread, against } = cell;
  if (spread === null) return 'unknown';
  if (against === null) return valueText(spread);
  const ratio = against.ratio === null ? '' : ` ×${numberText(against.ratio)}${bandText(against)}`;
  return `${valueText(spread)}${ratio} ${changeText(against.change)}`.trimEnd();
}

/** Lists the limits that are exceeded or could not be checked. */
function limitLines(classes: Comparison['classes'], isLimitExceeded: boolean): string[] {
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
    .map(({ state, of, reason }) => `- ${state}: ${escapeMarkdown(`${of}: ${reason}`)}`);
  return ['## Limits', '', isLimitExceeded ? `**${text}**` : text, '', ...lines, ''];
}
