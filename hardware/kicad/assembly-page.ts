import type { Board, PlacedPad, PlacedPart } from './board.ts';

const STYLE = `
body { font: 13px sans-serif; display: flex; gap: 8px; margin: 12px; }
svg { height: 88vh; border: 1px solid #999; }
.pad { fill: #c90; } .hole { fill: #fff; } .body { fill: #eee; stroke: #888; stroke-width: .1; } .on .body { fill: #f55; } .done .body { fill: #9d9; }
text { font-size: 1.4px; text-anchor: middle; pointer-events: none; } td { padding: 1px 8px; } tr:hover { background: #fdd; }
figure { margin: 0; } table { border-collapse: collapse; } .tables { max-height: 96vh; overflow: auto; flex: 1; }
`;
/** Lights the parts of a row while the pointer is on it; a tick marks them as soldered, and stays in this browser. */
const SCRIPT = `
for (const row of document.querySelectorAll('tr[data-refs]')) {
  const parts = row.dataset.refs.split(' ').map((ref) => document.getElementById(ref));
  const light = (isOn) => { for (const part of parts) part.classList.toggle('on', isOn); };
  row.addEventListener('mouseenter', () => light(true));
  row.addEventListener('mouseleave', () => light(false));
  const box = row.querySelector('input');
  const mark = () => { for (const part of parts) part.classList.toggle('done', box.checked); };
  box.checked = localStorage.getItem(row.dataset.refs) === 'done';
  box.addEventListener('change', () => { localStorage.setItem(row.dataset.refs, box.checked ? 'done' : ''); mark(); });
  mark();
}
`;

/** One page for the soldering table, without a server: both boards and the list of parts, which light each other. */
export function assemblyPage(boards: readonly Board[]): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>neurorack: assembly, never fabricated</title>',
    `<style>${STYLE}</style>`,
    ...boards.map(drawing),
    `<div class="tables"><h1>Assembly, never fabricated</h1>${boards.map(table).join('\n')}</div>`,
    `<script>${SCRIPT}</script></html>\n`,
  ].join('\n');
}

function drawing({ name, outline: [left, top, right, bottom], holes, parts }: Board): string {
  return [
    `<figure><figcaption>${name} board, from the front</figcaption>`,
    `<svg viewBox="${left} ${top} ${right - left} ${bottom - top}">`,
    ...parts.map(partDrawing),
    ...holes.map(([x, y, diameter]) => `<circle cx="${x}" cy="${y}" r="${diameter / 2}" fill="#555"/>`),
    '</svg></figure>',
  ].join('\n');
}

function partDrawing({ part, courtyard: [left, top, right, bottom], pads }: PlacedPart): string {
  const body = `<rect class="body" x="${mm(left)}" y="${mm(top)}" width="${mm(right - left)}" height="${mm(bottom - top)}"/>`;
  const label = `<text x="${mm((left + right) / 2)}" y="${mm((top + bottom) / 2 + 0.5)}">${part.ref}</text>`;
  return `<g id="${part.ref}">${body}${pads.map(padDrawing).join('')}${label}</g>`;
}

function padDrawing({ x, y, width, height, drill }: PlacedPad): string {
  const pad = `<rect class="pad" x="${mm(x - width / 2)}" y="${mm(y - height / 2)}" width="${width}" height="${height}" rx="${drill === undefined ? 0.1 : width / 2}"/>`;
  return drill === undefined ? pad : `${pad}<circle class="hole" cx="${mm(x)}" cy="${mm(y)}" r="${drill / 2}"/>`;
}

/** Rows of equal parts. */
function table({ name, parts }: Board): string {
  const rows = new Map<string, PlacedPart[]>();
  for (const one of parts) {
    const key = [one.part.kind, one.part.value, one.part.package, one.part.mpn].join();
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const lines = [...rows.values()].map((all) => {
    const refs = all.map(({ part }) => part.ref).join(' ');
    const [{ part }] = all;
    const cells = [String(all.length), refs, part.value, part.package, part.mpn].map((cell) => `<td>${cell}</td>`);
    return `<tr data-refs="${refs}"><td><input type="checkbox" aria-label="${refs} soldered"></td>${cells.join('')}</tr>`;
  });
  return `<h2>${name} board</h2>\n<table>\n${lines.join('\n')}\n</table>`;
}

/** At most three decimals. */
function mm(value: number): number {
  return Math.round(value * 1000) / 1000;
}
