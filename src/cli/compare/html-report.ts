import { buyingGuide, GUIDE_HEAD, GUIDE_NOTE, GUIDE_TITLE } from './buying-guide.ts';
import { bandText, changeText, limitsText, numberText, provenance, valueText } from './cell-text.ts';
import { chartsOf } from './charts.ts';
import type { Verdict } from './check-limit.ts';
import type { Cell, ClassComparison, Comparison } from './comparison.ts';
import { createDocument, type SvgDocument, svgText } from './svg.ts';

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: 0.5em 0 1.5em; }
th, td { text-align: left; padding: 3px 10px; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums; }
figure { margin: 1.5em 0; } figcaption { font-weight: 600; margin-bottom: 0.4em; }
.better { color: #06663b; } .worse, .exceeded { color: #b00020; font-weight: 600; } .quiet { color: #666; }
.guide table { width: 100%; table-layout: fixed; } .guide th[scope=row] { white-space: nowrap; } .guide th:first-child { width: 9em; } .guide th:last-child { width: 2.5em; }
svg { max-width: 100%; height: auto; }`;

/** Formats a comparison as one HTML file with its charts inside, without external resources and scripts. */
export function htmlReport(comparison: Comparison): string {
  const { classes, warning, isLimitExceeded } = comparison;
  const document = createDocument();
  const verdicts = classes.flatMap((of) => verdictsOf(of));
  const text = limitsText(verdicts.map(({ state }) => state));
  const answer = text === undefined ? '' : `<p class="${isLimitExceeded ? 'exceeded' : ''}">${text}</p>`;
  const note = warning === undefined ? '' : `<p class="exceeded">${html(warning)}</p>`;
  const body = classes.map((of) => section(of, document)).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>neurorack compare</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head>
<body>
<h1>Comparison</h1>
${answer}${note}
${guideSection(comparison)}
${body}
${limitsTable(verdicts)}
</body>
</html>
`;
}

/** The guide of boards: a table for each class of evidence. */
function guideSection(comparison: Comparison): string {
  const guide = buyingGuide(comparison);
  if (guide === undefined) return '';
  const head = GUIDE_HEAD.map(([, title]) => `<th>${html(title)}</th>`).join('');
  const tables = guide.map(({ evidence, rows }) => {
    const lines = rows.map((row) => {
      const cells = GUIDE_HEAD.map(([field]) => {
        const text = html(row[field]);
        if (field === 'board') return `<th scope="row">${text}</th>`;
        return row[field] === 'unknown' ? `<td class="quiet">${text}</td>` : `<td>${text}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    });
    const caption = evidence === 'not run' ? 'not run: no result in this report' : evidence;
    return `<h3>${html(caption)}</h3><table><tr>${head}</tr>${lines.join('\n')}</table>`;
  });
  return `<section class="guide"><h2>${GUIDE_TITLE}</h2><p class="quiet">${html(GUIDE_NOTE)}</p>${tables.join('\n')}</section>`;
}

function section(of: ClassComparison, document: SvgDocument): string {
  const columns = of.columns.map((column) => `<li><b>${html(column.name)}</b>: ${html(provenance(column))}</li>`);
  const charts = chartsOf(of, document).map(({ title, drawing, unknown }) => {
    const note = unknown.length === 0 ? '' : `<p class="quiet">unknown: ${html(unknown.join(', '))}</p>`;
    return `<figure><figcaption>${html(title)}</figcaption>${drawing === undefined ? '' : svgText(drawing)}${note}</figure>`;
  });
  return `<section><h2>${html(of.evidence)}</h2><ul>${columns.join('')}</ul>\n${charts.join('\n')}\n${tables(of)}</section>`;
}

function tables({ columns, rows }: ClassComparison): string {
  const head = columns.map(({ name }) => `<th>${html(name)}</th>`).join('');
  return [...new Set(rows.map(({ scenario }) => scenario))]
    .map((scenario) => {
      const lines = rows
        .filter((row) => row.scenario === scenario)
        .map(
          ({ metric, cells }) =>
            `<tr><td>${html(metric.title)}, ${html(metric.unit)}</td>${cells.map(cellHtml).join('')}</tr>`,
        );
      return `<h3>${html(scenario)}</h3><table><tr><th></th>${head}</tr>${lines.join('\n')}</table>`;
    })
    .join('\n');
}

function cellHtml({ spread, against }: Cell): string {
  if (spread === null) return '<td class="quiet">unknown</td>';
  if (against === null) return `<td>${html(valueText(spread))}</td>`;
  const ratio = against.ratio === null ? '' : ` ×${numberText(against.ratio)}${bandText(against)}`;
  return `<td class="${against.change}">${html(`${valueText(spread)}${ratio} ${changeText(against.change)}`)}</td>`;
}

interface PlacedVerdict extends Verdict {
  readonly title: string;
}

function verdictsOf({ columns, rows }: ClassComparison): PlacedVerdict[] {
  return rows.flatMap(({ scenario, metric, cells }) =>
    cells.flatMap(({ verdicts }, n) =>
      verdicts.map((verdict) => ({ ...verdict, title: `${columns[n].name}, ${scenario}, ${metric.title}` })),
    ),
  );
}

function limitsTable(verdicts: readonly PlacedVerdict[]): string {
  if (verdicts.length === 0) return '';
  const lines = verdicts.map(
    ({ title, state, reason }) =>
      `<tr><td>${html(title)}</td><td class="${state}">${state}</td><td>${html(reason)}</td></tr>`,
  );
  return `<h2>Limits</h2><table>${lines.join('\n')}</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
