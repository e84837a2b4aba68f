import { NeurorackError } from '../contracts/errors.ts';
import type { UndoHistory } from '../instrument/undo/undo-history.ts';
import type { UndoStep } from '../instrument/undo/undo-step.ts';
import type { BankClient } from '../panel/banks/bank-client.ts';

/** A library whose changes are steps of the instrument's history too. */
export interface BankSteps {
  readonly library: BankClient;
  /** Number of changes that the history has taken back: clients then read the banks anew. */
  takenBack(): number;
}

/**
 * The disk keeps its own way back, which survives a restart (`bank-history.ts`): a step of the instrument's history takes back the last change
 * there, while that is still the change of the step.
 */
export function withBankSteps(library: BankClient, history: Pick<UndoHistory, 'add' | 'drop'>): BankSteps {
  let steps: readonly UndoStep[] = [];
  let takenBack = 0;

  function addStep(name: string | null): void {
    if (name === null) return;
    const step: UndoStep = {
      name,
      undo: async () => {
        steps = steps.filter((other) => other !== step);
        const { undoLabel } = await library.list();
        if (undoLabel !== name) {
          throw new NeurorackError('bad-input', 'the banks have been changed since', {
            remedy: 'see the last change in the drawer of banks',
          });
        }
        await library.undo();
        takenBack++;
      },
    };
    steps = [...steps, step];
    history.add(step);
  }

  const noted =
    <Given extends readonly unknown[], Result>(change: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      const result = await change(...given);
      addStep((await library.list()).undoLabel);
      return result;
    };

  return {
    takenBack: () => takenBack,
    library: {
      ...library,
      addSound: noted(library.addSound),
      importBank: noted(library.importBank),
      install: noted(library.install),
      edit: async (id, edit) => {
        const listing = await library.edit(id, edit);
        addStep(listing.undoLabel);
        return listing;
      },
      saveSet: async (set, over) => {
        const result = await library.saveSet(set, over);
        if (result.kind === 'saved') addStep((await library.list()).undoLabel);
        return result;
      },
      undo: async () => {
        const listing = await library.undo();
        const newest = steps.at(-1);
        if (newest !== undefined) history.drop(newest);
        steps = steps.slice(0, -1);
        return listing;
      },
    },
  };
}
