import { createCanvas, type Screen, SMALL_SCREEN } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import { drawMessage } from './message-box.ts';
import type { NavigationState, UiModel } from './page.ts';
import { PAGES } from './pages.ts';
import { drawRows } from './row-list.ts';
import { shorten } from './shorten.ts';

export interface PageState {
  readonly navigation: NavigationState;
  readonly model: UiModel;
  /** A message over the bottom of the page; undefined for none. */
  readonly message: string | undefined;
  /** The latest samples of the output, -1 ... 1, oldest first; for the scope. */
  readonly sound: ArrayLike<number>;
}

/** Draws the menu or a page of it, one byte a pixel. */
export function drawPage({ navigation, model, message, sound }: PageState, screen: Screen = SMALL_SCREEN): Uint8Array {
  const canvas = createCanvas({ ...screen, font: spleen5x8 });
  const columns = Math.floor((screen.width - 2) / spleen5x8.width);
  const page = PAGES[navigation.page];
  const rows = page.rows(model);
  const at = Math.min(navigation.row, rows.length - 1);
  canvas.text(1, 0, shorten(page.title, columns - 6));
  if (rows.length > 1) {
    const place = `${at + 1}/${rows.length}`;
    canvas.text(screen.width - spleen5x8.width * place.length - 1, 0, place, canvas.dim);
  }
  canvas.fill(0, 8, screen.width, 1, canvas.dim);
  if (page.draw !== undefined) page.draw(canvas, sound);
  else drawRows(canvas, navigation, { rows, at });
  if (message !== undefined) drawMessage(canvas, message);
  return canvas.pixels;
}
