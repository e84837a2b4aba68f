import type { KnobEvent } from '../contracts/knob.ts';
import { createPushDetector, type KnobAction, LONG_US } from '../control/push-detector.ts';
import { navigate } from './navigate.ts';
import { HOME, type Ui, type UiEffect, type UiFacts } from './page.ts';
import { choose, PLAY_FIELDS, type PlayChoice, type PlayField, type PlayOffer } from './play-choice.ts';

/** A model is taken when the knob has rested on it this long, ms: each one warms up beside the one that plays. */
const REST_MS = 400;

/** The hand at the knob: on the play page it chooses, below it it goes through the menu. Main thread. */
export interface PlayHand {
  /** Where the knob is, and what it has chosen; a model on its way is named already. */
  readonly choice: PlayChoice;
  /** The page that it is on. */
  readonly ui: Ui;
  hear(event: KnobEvent): void;
  /** Forgets what is under way. */
  close(): void;
}

export interface PlayHandOptions {
  readonly offer: PlayOffer;
  /** What is played now; others may change it too. */
  readonly names: () => PlayChoice['names'];
  /** Plays what was chosen. */
  readonly take: (names: Partial<Record<PlayField, string>>) => void;
  /** What the menu shows and does; absent where a long push leads to none, as while a performance turns the knob. */
  readonly menu?: { readonly facts: () => UiFacts; readonly apply: (effect: UiEffect) => void } | undefined;
  /** Called after each turn and push. */
  readonly onChoice?: (choice: PlayChoice) => void;
}

/**
 * Makes choices of a knob's turns and pushes: sets at once, a model once the knob rests. A long push on the first field opens the menu;
 * on the others it goes back to the first.
 */
export function createPlayHand({ offer, names, take, menu, onChoice }: PlayHandOptions): PlayHand {
  const detector = createPushDetector();
  let field: PlayField = PLAY_FIELDS[0];
  let ui: Ui = HOME;
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
      const next = navigate(ui, action, menu.facts());
      ui = next.ui;
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
    get ui() {
      return ui;
    },
    hear: (event) => {
      clearTimeout(held);
      if (event.kind === 'down') {
        // A long push is told while the button is still down.
        held = setTimeout(() => detector.poll(event.timeUs + LONG_US, act), LONG_US / 1000);
      }
      detector.event(event, act);
    },
    close: () => {
      clearTimeout(held);
      clearTimeout(resting);
      awaited = undefined;
    },
  };
}
