import { type Canvas, createCanvas, type Screen, SMALL_SCREEN } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import { drawMessage } from './message-box.ts';
import type { NavigationState, Row, UiModel } from './page.ts';
import { rowsOf, titleOf } from './rows.ts';
import { shorten } from './shorten.ts';

export interface PageState {
  readonly navigation: NavigationState;
  readonly model: UiModel;
  /** A sentence over the foot of the page while there is something to say. */
  readonly message: string | undefined;
  /** What has just sounded, -1 ... 1, oldest first; for the scope. */
  readonly sound: ArrayLike<number>;
}

const TOP = 10;
const LINE = 9;

/** A page below the play page, one byte a pixel. */
export function drawPage(
  { navigation: ui, model: facts, message, sound }: PageState,
  screen: Screen = SMALL_SCREEN,
): Uint8Array {
  const canvas = createCanvas({ ...screen, font: spleen5x8 });
  const columns = Math.floor((screen.width - 2) / spleen5x8.width);
  const rows = rowsOf(ui.page, facts);
  const at = Math.min(ui.row, rows.length - 1);
  canvas.text(1, 0, shorten(titleOf(ui.page), columns - 6));
  if (rows.length > 1) {
    const place = `${at + 1}/${rows.length}`;
    canvas.text(screen.width - spleen5x8.width * place.length - 1, 0, place, canvas.dim);
  }
  canvas.fill(0, 8, screen.width, 1, canvas.dim);
  if (ui.page === 'scope') drawScope(canvas, sound);
  else drawRows(canvas, ui, { rows, at });
  if (message !== undefined) drawMessage(canvas, message);
  return canvas.pixels;
}

function drawRows(canvas: Canvas, ui: NavigationState, { rows, at }: { rows: readonly Row[]; at: number }): void {
  const { width, height } = canvas;
  const columns = Math.floor((width - 2) / spleen5x8.width);
  const shown = Math.floor((height - TOP) / LINE);
  const first = Math.min(Math.max(at - shown + 2, 0), Math.max(rows.length - shown, 0));
  for (const [n, row] of rows.slice(first, first + shown).entries()) {
    const y = TOP + n * LINE;
    const isHere = first + n === at;
    const isAsked = isHere && ui.isConfirming && row.confirmation !== undefined;
    const label = isAsked ? `${row.confirmation} push` : row.label;
    canvas.text(2, y, shorten(label, columns));
    const value = shorten(isAsked ? '' : (row.value ?? ''), Math.max(columns - label.length - 1, 0));
    const x = width - 2 - spleen5x8.width * value.length;
    canvas.text(x, y, value, isHere ? canvas.white : canvas.dim);
    if (isHere && ui.isEditing && value !== '') canvas.invert(x - 1, y, spleen5x8.width * value.length + 2, 8);
    else if (isHere) canvas.invert(0, y, width, 8);
  }
}

/** What the scope shows of what it is given: 23 ms at 44.1 kHz. */
const SPAN = 1024;

/** A line from each pixel's lowest to its highest sample; it begins at a rising zero crossing, so that a tone stands still. */
function drawScope(canvas: Canvas, heard: ArrayLike<number>): void {
  const sound = Array.from(heard);
  let start = Math.max(sound.length - SPAN, 0);
  while (start > 0 && !(sound[start] >= 0 && sound[start - 1] < 0)) start--;
  sound.splice(0, start);
  sound.length = Math.min(sound.length, SPAN);
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
