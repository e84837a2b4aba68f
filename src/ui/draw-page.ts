import { type Canvas, createCanvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import type { Ui, UiFacts } from './page.ts';
import { rowsOf, titleOf } from './rows.ts';

export interface PageState {
  readonly ui: Ui;
  readonly facts: UiFacts;
  /** A sentence in place of the title while there is something to say. */
  readonly message: string | undefined;
  /** What has just sounded, -1 ... 1, oldest first; for the scope. */
  readonly sound: ArrayLike<number>;
  readonly size?: { readonly width: number; readonly height: number };
}

const TOP = 10;
const LINE = 9;

/** A page below the play page, one byte a pixel, 0 or 1; 128 × 64 unless the display is larger. */
export function drawPage({ ui, facts, message, sound, size = { width: 128, height: 64 } }: PageState): Uint8Array {
  const canvas = createCanvas({ ...size, font: spleen5x8 });
  const columns = Math.floor((size.width - 2) / spleen5x8.width);
  const rows = rowsOf(ui.page, facts);
  const at = Math.min(ui.row, rows.length - 1);
  canvas.text(1, 0, shorten(message ?? titleOf(ui.page), columns - 6));
  if (rows.length > 1) {
    const place = `${at + 1}/${rows.length}`;
    canvas.text(size.width - spleen5x8.width * place.length - 1, 0, place);
  }
  canvas.fill(0, 8, size.width, 1);
  if (ui.page === 'scope') {
    drawScope(canvas, sound);
    return canvas.pixels;
  }
  const shown = Math.floor((size.height - TOP) / LINE);
  const first = Math.min(Math.max(at - shown + 2, 0), Math.max(rows.length - shown, 0));
  for (const [n, row] of rows.slice(first, first + shown).entries()) {
    const y = TOP + n * LINE;
    const isHere = first + n === at;
    const label = isHere && ui.isAsking && row.question !== undefined ? `${row.question} push` : row.label;
    canvas.text(2, y, shorten(label, columns));
    const value = shorten(row.value ?? '', Math.max(columns - label.length - 1, 0));
    const x = size.width - 2 - spleen5x8.width * value.length;
    canvas.text(x, y, value);
    if (isHere && ui.isEditing && value !== '') canvas.invert(x - 1, y, spleen5x8.width * value.length + 2, 8);
    else if (isHere) canvas.invert(0, y, size.width, 8);
  }
  return canvas.pixels;
}

/** A line from each pixel's lowest to its highest sample. */
function drawScope(canvas: Canvas, sound: ArrayLike<number>): void {
  const [middle, reach] = [TOP + (canvas.height - TOP) / 2, (canvas.height - TOP) / 2 - 1];
  for (let x = 0; x < canvas.width; x++) {
    const from = Math.floor((x * sound.length) / canvas.width);
    const to = Math.max(Math.floor(((x + 1) * sound.length) / canvas.width), from + 1);
    let [low, high] = [1, -1];
    for (let n = from; n < to; n++) {
      const held = Math.min(Math.max(sound[n] ?? 0, -1), 1);
      low = Math.min(low, held);
      high = Math.max(high, held);
    }
    canvas.fill(x, middle - high * reach, 1, Math.max((high - low) * reach, 1));
  }
}

/** As many characters as there is room for; the font has no ± and no °. */
function shorten(text: string, columns: number): string {
  const plain = text.replaceAll('±', '+-').replaceAll('°', '');
  return plain.length <= columns ? plain : `${plain.slice(0, Math.max(columns - 1, 0))}~`;
}
