import type { KnobAction } from '../control/push-detector.ts';
import { HOME, MENU_PAGES, type Page, type Ui, type UiEffect, type UiFacts } from './page.ts';
import { rowsOf, titleOf } from './rows.ts';

export interface Navigated {
  readonly ui: Ui;
  /** What the instrument is asked to do; absent where the knob only looked around. */
  readonly effect?: UiEffect;
}

/**
 * The pages below the play page after something was done to the knob: a turn moves, a push enters or changes, a long push goes back.
 * The play page is `choose`'s; from it this only opens the menu.
 */
export function navigate(ui: Ui, action: KnobAction, facts: UiFacts): Navigated {
  const rows = rowsOf(ui.page, facts);
  const at = Math.min(ui.row, rows.length - 1);
  const row = rows[at];
  if (action.kind === 'long-push') return { ui: back(ui) };
  if (row === undefined) return { ui };
  if (action.kind === 'turn') {
    if (ui.isAsking) return { ui: { ...ui, isAsking: false } };
    if (ui.isEditing) return row.turn === undefined ? { ui } : { ui, effect: row.turn(action.steps) };
    return { ui: { ...ui, row: Math.min(Math.max(at + action.steps, 0), rows.length - 1) } };
  }
  if (row.turn !== undefined) return { ui: { ...ui, row: at, isEditing: !ui.isEditing } };
  if (row.push === undefined) return { ui };
  if (row.question !== undefined && !ui.isAsking) return { ui: { ...ui, row: at, isAsking: true } };
  if (row.push.kind === 'page') return { ui: { ...HOME, page: row.push.page } };
  return { ui: { ...ui, row: at, isAsking: false }, effect: row.push };
}

function back(ui: Ui): Ui {
  if (ui.page === 'play') return { ...HOME, page: 'menu' };
  if (ui.isAsking || ui.isEditing) return { ...ui, isAsking: false, isEditing: false };
  if (ui.page === 'menu') return HOME;
  return { ...HOME, page: 'menu', row: placeOf(ui.page) };
}

/** Line of the menu that leads to a page. */
const placeOf = (page: Page): number => MENU_PAGES.findIndex((one) => titleOf(one) === titleOf(page));
