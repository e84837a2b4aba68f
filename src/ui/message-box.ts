import type { Canvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import { shorten } from './shorten.ts';

const MOST_LINES = 3;
const LINE = 9;

/** A sentence over the foot of a page, as long as there is something to say; it hides what it lies on. */
export function drawMessage(canvas: Canvas, message: string): void {
  const columns = Math.floor((canvas.width - 8) / spleen5x8.width);
  const lines = wrapText(message.replace(/^(warning|error): /, ''), columns);
  const height = LINE * lines.length + 4;
  const top = canvas.height - height;
  canvas.fill(0, top - 1, canvas.width, height + 1, 0);
  canvas.fill(0, top, canvas.width, height);
  canvas.fill(1, top + 1, canvas.width - 2, height - 2, 0);
  for (const [n, line] of lines.entries()) canvas.text(4, top + 3 + n * LINE, line);
}

/** Words on as few lines as they fit; the last line says by a ~ that there was more. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, MOST_LINES);
  if (lines.length > MOST_LINES) kept[MOST_LINES - 1] += ` ${lines[MOST_LINES]}`.padEnd(columns + 1, ' ');
  return kept.map((line) => shorten(line, columns));
}
