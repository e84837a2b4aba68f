import { blockTimes, latency, scenariosOf } from './charts.ts';
import type { Comparison } from './comparison.ts';
import { createDocument, svgText, WIDTH } from './svg.ts';

/** One SVG picture for a README: block times and latency of the first class with any, one above the other. */
export function readmePicture({ classes }: Comparison): string {
  const document = createDocument();
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const of = classes.find(({ columns }) => scenariosOf(columns).length > 0) ?? classes[0];
  const [scenario] = scenariosOf(of?.columns ?? []);
  const charts =
    of === undefined || scenario === undefined
      ? []
      : [blockTimes(of.columns, scenario, document), latency(of.columns, document)];
  let top = 0;
  for (const { title, drawing } of charts) {
    if (drawing === undefined) continue;
    const heading = document.createElementNS('http://www.w3.org/2000/svg', 'text');
    for (const [name, value] of Object.entries({ x: 12, y: top + 22, 'font-size': 13, 'font-weight': 600 }))
      heading.setAttribute(name, String(value));
    heading.textContent = `${title} · ${of?.evidence ?? ''}`;
    drawing.setAttribute('y', String(top + 30));
    svg.append(heading, drawing);
    top += 30 + Number(drawing.getAttribute('height')) + 10;
  }
  const height = Math.max(top, 40);
  for (const [name, value] of Object.entries({
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    'font-family': 'system-ui, sans-serif',
  }))
    svg.setAttribute(name, String(value));
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ width: WIDTH, height, fill: 'white' }))
    background.setAttribute(name, String(value));
  svg.prepend(background);
  return `${svgText(svg)}\n`;
}
