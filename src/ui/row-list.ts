import { clamp } from '../numeric/clamp.ts';
import type { Canvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import type { NavigationState, Row } from './page.ts';
import { BODY_TOP, ROW_HEIGHT } from './page-layout.ts';
import { shorten } from './shorten.ts';

/** Draws as many rows as fit, scrolled so that the selected one (index `at`) is visible, inverted. */
export function drawRows(
  canvas: Canvas,
  { isEditing, isConfirming }: NavigationState,
  { rows, at }: { readonly rows: readonly Row[]; readonly at: number },
): void {
  const { width, height } = canvas;
  const columns = Math.floor((width - 2) / spleen5x8.width);
  const visible = Math.floor((height - BODY_TOP) / ROW_HEIGHT);
  const first = clamp(at - visible + 2, 0, Math.max(rows.length - visible, 0));
  for (const [n, row] of rows.slice(first, first + visible).entries()) {
    const y = BODY_TOP + n * ROW_HEIGHT;
    const isSelected = first + n === at;
    const asksNow = isSelected && isConfirming && row.confirmation !== undefined;
    const label = asksNow ? `${row.confirmation} push` : row.label;
    canvas.text(2, y, shorten(label, columns));
    const value = shorten(asksNow ? '' : (row.value ?? ''), Math.max(columns - label.length - 1, 0));
    const x = width - 2 - spleen5x8.width * value.length;
    canvas.text(x, y, value, isSelected ? canvas.white : canvas.dim);
    if (isSelected && isEditing && value !== '') canvas.invert(x - 1, y, spleen5x8.width * value.length + 2, 8);
    else if (isSelected) canvas.invert(0, y, width, 8);
  }
}
