import type { KnobEvent } from '../contracts/knob.ts';
import { createPushDetector, type KnobAction, LONG_PUSH_US } from '../control/push-detector.ts';
import { navigate } from './navigate.ts';
import { HOME, type NavigationState, type UiEffect, type UiModel } from './page.ts';
import { type AvailableNames, choose, PLAY_FIELDS, type PlayChoice, type PlayField } from './play-choice.ts';

/** A model is taken when the knob has rested on it this long, ms: each one warms up beside the one that plays. */
const REST_MS = 400;

/** The hand at the knob: on the play page it chooses, below it it goes through the menu. Main thread. */
export interface KnobController {
  /** Where the knob is, and what it has chosen; a model on its way is named already. */
  readonly choice: PlayChoice;
  /** The page that it is on. */
  readonly navigation: NavigationState;
  handle(event: KnobEvent): void;
  /** Forgets what is under way. */
  close(): void;
}

export interface KnobControllerOptions {
  readonly available: AvailableNames;
  /** What is played now; others may change it too. */
  readonly current: () => PlayChoice['names'];
  /** Plays what was chosen. */
  readonly select: (names: Partial<Record<PlayField, string>>) => void;
  /** What the menu shows and does; absent where a long push leads to none, as while a performance turns the knob. */
  readonly menu?: { readonly model: () => UiModel; readonly apply: (effect: UiEffect) => void } | undefined;
  /** Called after each turn and push. */
  readonly onChoice?: (choice: PlayChoice) => void;
}

/**
 * Makes choices of a knob's turns and pushes: sets at once, a model once the knob rests. A long push on the first field opens the menu;
 * on the others it goes back to the first.
 */
export function createKnobController({
  available: offer,
  current: names,
  select: take,
  menu,
  onChoice,
}: KnobControllerOptions): KnobController {
  const detector = createPushDetector();
  let field: PlayField = PLAY_FIELDS[0];
  let ui: NavigationState = HOME;
  let awaited: string | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let held: ReturnType<typeof setTimeout> | undefined;

  function choiceNow(): PlayChoice {
    const played = names();
    return { field, names: { ...played, model: awaited ?? played.model } };
  }

  function wait(model: string): void {
    clearTimeout(resting);
    awaited = model === names().model ? undefined : model;
    if (awaited === undefined) return;
    resting = setTimeout(() => {
      awaited = undefined;
      take({ model });
    }, REST_MS);
  }

  const act = (action: KnobAction): void => {
    const isToMenu = ui.page !== 'play' || (action.kind === 'long-push' && field === PLAY_FIELDS[0]);
    if (menu !== undefined && isToMenu) {
      const next = navigate(ui, action, menu.model());
      ui = next.state;
      if (next.effect !== undefined) menu.apply(next.effect);
      onChoice?.(choiceNow());
      return;
    }
    const before = choiceNow();
    const after = choose(before, action, offer);
    field = after.field;
    const name = after.names[field];
    if (name !== before.names[field]) {
      if (field === 'model') wait(name);
      else take({ [field]: name });
    }
    onChoice?.(choiceNow());
  };

  return {
    get choice() {
      return choiceNow();
    },
    get navigation() {
      return ui;
    },
    handle: (event) => {
      clearTimeout(held);
      if (event.kind === 'down') {
        // A long push is told while the button is still down.
        held = setTimeout(() => detector.poll(event.timeUs + LONG_PUSH_US, act), LONG_PUSH_US / 1000);
      }
      detector.handle(event, act);
    },
    close: () => {
      clearTimeout(held);
      clearTimeout(resting);
      awaited = undefined;
    },
  };
}
