import type { KnobAction } from '../control/push-detector.ts';
import { HOME, MENU_PAGES, type NavigationState, type Page, type UiEffect, type UiModel } from './page.ts';
import { rowsOf, titleOf } from './rows.ts';

export interface NavigationResult {
  readonly state: NavigationState;
  /** What the instrument is asked to do; absent where the knob only looked around. */
  readonly effect?: UiEffect;
}

/**
 * The pages below the play page after something was done to the knob: a turn moves, a push enters or changes, a long push goes back.
 * The play page is `choose`'s; from it this only opens the menu.
 */
export function navigate(ui: NavigationState, action: KnobAction, facts: UiModel): NavigationResult {
  const rows = rowsOf(ui.page, facts);
  const at = Math.min(ui.row, rows.length - 1);
  const row = rows[at];
  if (action.kind === 'long-push') return { state: back(ui) };
  if (row === undefined) return { state: ui };
  if (action.kind === 'turn') {
    if (ui.isConfirming) return { state: { ...ui, isConfirming: false } };
    if (ui.isEditing) return row.turn === undefined ? { state: ui } : { state: ui, effect: row.turn(action.steps) };
    return { state: { ...ui, row: Math.min(Math.max(at + action.steps, 0), rows.length - 1) } };
  }
  if (row.turn !== undefined) return { state: { ...ui, row: at, isEditing: !ui.isEditing } };
  if (row.push === undefined) return { state: ui };
  if (row.confirmation !== undefined && !ui.isConfirming) return { state: { ...ui, row: at, isConfirming: true } };
  if (row.push.kind === 'page') return { state: { ...HOME, page: row.push.page } };
  return { state: { ...ui, row: at, isConfirming: false }, effect: row.push };
}

function back(ui: NavigationState): NavigationState {
  if (ui.page === 'play') return { ...HOME, page: 'menu' };
  if (ui.isConfirming || ui.isEditing) return { ...ui, isConfirming: false, isEditing: false };
  if (ui.page === 'menu') return HOME;
  return { ...HOME, page: 'menu', row: placeOf(ui.page) };
}

/** Line of the menu that leads to a page. */
const placeOf = (page: Page): number => MENU_PAGES.findIndex((one) => titleOf(one) === titleOf(page));
