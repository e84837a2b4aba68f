import type { PanelAction, PanelState } from './protocol.ts';

type History = PanelState['history'];

/** Steps that this page alone can take back: edits that are not saved yet. */
export interface LocalSteps {
  /** The newest step, and the position in the instrument's history at which it was made; undefined: none. */
  readonly undoStep: LocalStep | undefined;
  readonly redoStep: LocalStep | undefined;
  undo(): void;
  redo(): void;
  /** Subscribes to changes of the steps. */
  subscribe(listener: () => void): void;
}

export interface LocalStep {
  readonly name: string;
  readonly position: number;
}

/** The steps of this page and those of the instrument as one sequence, in the order in which they were made. */
export interface PageSteps {
  /** Takes the history of the instrument's state. */
  use(history: History): void;
  /** Adds the steps of an editor; there is one in a page. */
  register(steps: LocalSteps): void;
  /** Position in the instrument's history at this moment. */
  readonly position: number;
  /** Names of the changes that come next; null: none. */
  readonly undoName: string | null;
  readonly redoName: string | null;
  undo(send: (action: PanelAction) => void): void;
  redo(send: (action: PanelAction) => void): void;
  /**
   * Subscribes to changes of the editor's steps.
   *
   * @returns unsubscribes
   */
  subscribe(listener: () => void): () => void;
}

export function createPageSteps(): PageSteps {
  let history: History = { undo: null, redo: null, position: 0 };
  let local: LocalSteps | undefined;
  const listeners = new Set<() => void>();

  /** The local step, where it was made after the newest one of the instrument. */
  function localUndo(): LocalStep | undefined {
    const step = local?.undoStep;
    return history.undo === null || (step !== undefined && step.position >= history.position) ? step : undefined;
  }

  /** The local step, where it was made before the one that the instrument would make again. */
  function localRedo(): LocalStep | undefined {
    const step = local?.redoStep;
    return history.redo === null || (step !== undefined && step.position <= history.position) ? step : undefined;
  }

  return {
    use: (next) => {
      history = next;
    },
    register: (steps) => {
      local = steps;
      steps.subscribe(() => {
        for (const listener of listeners) listener();
      });
    },
    get position() {
      return history.position;
    },
    get undoName() {
      return localUndo()?.name ?? history.undo;
    },
    get redoName() {
      return localRedo()?.name ?? history.redo;
    },
    undo: (send) => {
      if (localUndo() !== undefined) local?.undo();
      else send({ type: 'history', command: 'undo' });
    },
    redo: (send) => {
      if (localRedo() !== undefined) local?.redo();
      else send({ type: 'history', command: 'redo' });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The steps of this page. */
export const pageSteps = createPageSteps();
