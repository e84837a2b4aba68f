import type { KnobEvent } from '../contracts/knob.ts';
import { createPushDetector, type KnobAction, LONG_PUSH_US } from '../control/push-detector.ts';
import { navigate } from './navigate.ts';
import { HOME, type NavigationState, type UiEffect, type UiModel } from './page.ts';
import { type AvailableNames, choose, PLAY_FIELDS, type PlayChoice, type PlayField } from './play-choice.ts';

/** Time that the knob has to rest on a model before it is selected, ms: each selected model warms up beside the current one. */
const MODEL_DELAY_MS = 400;

/** The knob: changes the fields of the play page and moves through the menu. Main thread. */
export interface KnobController {
  /** The selected field and the names shown; includes a model that is about to be selected. */
  readonly choice: PlayChoice;
  /** The page and row that the knob is at. */
  readonly navigation: NavigationState;
  handle(event: KnobEvent): void;
  /** Cancels the selection of a model and a long push in progress. Idempotent. */
  close(): void;
}

export interface KnobControllerOptions {
  readonly available: AvailableNames;
  /** Reads the names that play now; other controls change them too. */
  readonly current: () => PlayChoice['names'];
  /** Plays the selected names. */
  readonly select: (names: Partial<Record<PlayField, string>>) => void;
  /** The model and the effects of the menu; absent where no menu opens, as while a performance file turns the knob. */
  readonly menu?: { readonly model: () => UiModel; readonly apply: (effect: UiEffect) => void } | undefined;
  /** Called after each turn and push. */
  readonly onChoice?: (choice: PlayChoice) => void;
}

/**
 * Creates the controller of the knob. On the play page a set is selected at once, a model once the knob rests. A long push on the first
 * field opens the menu; on the others it selects the first field.
 */
export function createKnobController({
  available,
  current,
  select,
  menu,
  onChoice,
}: KnobControllerOptions): KnobController {
  const detector = createPushDetector();
  let field: PlayField = PLAY_FIELDS[0];
  let navigation: NavigationState = HOME;
  let pendingModel: string | undefined;
  let modelTimer: ReturnType<typeof setTimeout> | undefined;
  let pushTimer: ReturnType<typeof setTimeout> | undefined;

  function readChoice(): PlayChoice {
    const names = current();
    return { field, names: { ...names, model: pendingModel ?? names.model } };
  }

  function selectLater(model: string): void {
    clearTimeout(modelTimer);
    pendingModel = model === current().model ? undefined : model;
    if (pendingModel === undefined) return;
    modelTimer = setTimeout(() => {
      pendingModel = undefined;
      select({ model });
    }, MODEL_DELAY_MS);
  }

  const handleAction = (action: KnobAction): void => {
    const isForMenu = navigation.page !== 'play' || (action.kind === 'long-push' && field === PLAY_FIELDS[0]);
    if (menu !== undefined && isForMenu) {
      const { state, effect } = navigate(navigation, action, menu.model());
      navigation = state;
      if (effect !== undefined) menu.apply(effect);
      onChoice?.(readChoice());
      return;
    }
    const before = readChoice();
    const after = choose(before, action, available);
    field = after.field;
    const name = after.names[field];
    if (name !== before.names[field]) {
      if (field === 'model') selectLater(name);
      else select({ [field]: name });
    }
    onChoice?.(readChoice());
  };

  return {
    get choice() {
      return readChoice();
    },
    get navigation() {
      return navigation;
    },
    handle: (event) => {
      clearTimeout(pushTimer);
      if (event.kind === 'down') {
        // A long push takes effect while the button is still down.
        pushTimer = setTimeout(() => detector.poll(event.timeUs + LONG_PUSH_US, handleAction), LONG_PUSH_US / 1000);
      }
      detector.handle(event, handleAction);
    },
    close: () => {
      clearTimeout(pushTimer);
      clearTimeout(modelTimer);
      pendingModel = undefined;
    },
  };
}
