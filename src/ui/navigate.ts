import type { KnobAction } from '../control/push-detector.ts';
import { clamp } from '../numeric/clamp.ts';
import { HOME, menuPagesOf, type NavigationState, type UiEffect, type UiModel } from './page.ts';
import { PAGES } from './pages.ts';

export interface NavigationResult {
  readonly state: NavigationState;
  /** The change of the instrument; absent where the knob only moved through the pages. */
  readonly effect?: UiEffect;
}

/**
 * Moves through the menu and its pages: a turn selects or edits, a push enters or confirms, a long push goes back.
 * The play page is handled by `choose`; from there this only opens the menu.
 */
export function navigate(state: NavigationState, action: KnobAction, model: UiModel): NavigationResult {
  const rows = PAGES[state.page].rows(model);
  const at = Math.min(state.row, rows.length - 1);
  const row = rows[at];
  if (action.kind === 'long-push') return { state: back(state, model) };
  if (row === undefined) return { state };
  if (action.kind === 'turn') {
    if (state.isConfirming) return { state: { ...state, isConfirming: false } };
    if (state.isEditing) return row.turn === undefined ? { state } : { state, effect: row.turn(action.steps) };
    return { state: { ...state, row: clamp(at + action.steps, 0, rows.length - 1) } };
  }
  if (row.turn !== undefined) return { state: { ...state, row: at, isEditing: !state.isEditing } };
  if (row.push === undefined) return { state };
  if (row.confirmation !== undefined && !state.isConfirming) {
    return { state: { ...state, row: at, isConfirming: true } };
  }
  if (row.push.kind === 'page') return { state: { ...HOME, page: row.push.page } };
  return { state: { ...state, row: at, isConfirming: false }, effect: row.push };
}

function back(state: NavigationState, model: UiModel): NavigationState {
  const { page } = state;
  if (page === 'play') return { ...HOME, page: 'menu' };
  if (state.isConfirming || state.isEditing) return { ...state, isConfirming: false, isEditing: false };
  if (page === 'menu') return HOME;
  return { ...HOME, page: 'menu', row: menuPagesOf(model).indexOf(page) };
}
