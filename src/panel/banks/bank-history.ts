import { NeurorackError } from '../../contracts/errors.ts';
import type { BankFiles } from './bank-files.ts';
import { withFileName } from './with-file-name.ts';

const MAX_UNDO_STEPS = 20;

interface UndoStep {
  readonly label: string;
  readonly file: string;
  /** Content of the file before the change; undefined when it did not exist. */
  readonly before: Uint8Array | undefined;
}

/** Changes bank files and keeps what is needed to undo the changes. */
export interface BankHistory {
  /** The label of the step that `undo` would take back; null: none. */
  readonly undoLabel: string | null;
  /** Writes a file, or removes it when `bytes` is undefined. */
  change(label: string, file: string, bytes: Uint8Array | undefined): Promise<void>;
  /** @throws NeurorackError 'bad-input' when there is nothing to undo */
  undo(): Promise<void>;
}

export function createBankHistory(files: BankFiles): BankHistory {
  const steps: UndoStep[] = [];

  return {
    get undoLabel() {
      return steps.at(-1)?.label ?? null;
    },
    change: async (label, file, bytes) => {
      const before = (await files.stampOf(file)) === undefined ? undefined : await files.read(file);
      if (bytes === undefined) await files.remove(file);
      else await withFileName(file, files.pathOf(file), () => files.write(file, bytes));
      steps.push({ label, file, before });
      if (steps.length > MAX_UNDO_STEPS) steps.shift();
    },
    undo: async () => {
      const step = steps.at(-1);
      if (step === undefined) {
        throw new NeurorackError('bad-input', 'there is nothing to undo', { remedy: 'change something first' });
      }
      if (step.before === undefined) await files.remove(step.file);
      else await files.write(step.file, step.before);
      steps.pop();
    },
  };
}
