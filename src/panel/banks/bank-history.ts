import { NeurorackError } from '../../contracts/errors.ts';
import type { BankFiles } from './bank-files.ts';
import type { UndoStore } from './undo-store.ts';
import { withFileName } from './with-file-name.ts';

/** A removal that a full disk has no room to store: it is kept until the program ends, or a later change is stored. */
interface RemovalInMemory {
  readonly label: string;
  readonly file: string;
  readonly before: Uint8Array;
}

/** Changes bank files and keeps what is needed to undo the changes, also after a restart. */
export interface BankHistory {
  /** The label of the step that `undo` would take back; null: none. */
  undoLabel(): Promise<string | null>;
  /** Writes a file, or removes it when `bytes` is undefined. */
  change(label: string, file: string, bytes: Uint8Array | undefined): Promise<void>;
  /** @throws NeurorackError 'bad-input' when there is nothing to undo */
  undo(): Promise<void>;
}

export function createBankHistory(files: BankFiles, store: UndoStore): BankHistory {
  /** Newer than every stored step. */
  const removals: RemovalInMemory[] = [];

  async function write(label: string, file: string, bytes: Uint8Array): Promise<void> {
    const existed = (await files.stampOf(file)) !== undefined;
    await withFileName(file, files.pathOf(file), async () => {
      await files.makeFolder();
      const step = await store.push({ label, file }, existed ? files.pathOf(file) : undefined);
      try {
        await files.write(file, bytes);
      } catch (error) {
        await store.drop(step).catch(() => undefined);
        throw error;
      }
      removals.length = 0;
    });
  }

  async function remove(label: string, file: string): Promise<void> {
    try {
      await store.push({ label, file }, files.pathOf(file));
    } catch {
      // Removing a bank is what makes room on a full disk.
      const before = await files.read(file);
      await files.remove(file);
      removals.push({ label, file, before });
      return;
    }
    await files.remove(file);
    removals.length = 0;
  }

  return {
    undoLabel: async () => removals.at(-1)?.label ?? (await store.newest())?.label ?? null,
    change: async (label, file, bytes) => {
      if (bytes === undefined) return remove(label, file).then(store.prune);
      await write(label, file, bytes);
      await store.prune();
    },
    undo: async () => {
      const removal = removals.at(-1);
      if (removal !== undefined) {
        await files.write(removal.file, removal.before);
        removals.pop();
        return;
      }
      const step = await store.newest();
      if (step === undefined) {
        throw new NeurorackError('bad-input', 'there is nothing to undo', { remedy: 'change something first' });
      }
      if (step.existed) await files.write(step.file, await store.contentBefore(step));
      else await files.remove(step.file);
      await store.drop(step);
    },
  };
}
