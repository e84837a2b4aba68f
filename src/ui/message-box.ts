import type { Canvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import { shorten } from './shorten.ts';

const MAX_LINES = 3;
const LINE_HEIGHT = 9;

/** Draws a message in a box over the bottom of a page. */
export function drawMessage(canvas: Canvas, message: string): void {
  const columns = Math.floor((canvas.width - 8) / spleen5x8.width);
  const lines = wrapText(message.replace(/^(warning|error): /, ''), columns);
  const height = LINE_HEIGHT * lines.length + 4;
  const top = canvas.height - height;
  canvas.fill(0, top - 1, canvas.width, height + 1, 0);
  canvas.fill(0, top, canvas.width, height);
  canvas.fill(1, top + 1, canvas.width - 2, height - 2, 0);
  for (const [n, line] of lines.entries()) canvas.text(4, top + 3 + n * LINE_HEIGHT, line);
}

/** Breaks a text between words into at most three lines; a ~ at the end of the last line marks text that was cut. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, MAX_LINES);
  if (lines.length > MAX_LINES) kept[MAX_LINES - 1] += ` ${lines[MAX_LINES]}`.padEnd(columns + 1, ' ');
  return kept.map((line) => shorten(line, columns));
}
