import { NeurorackError } from '../contracts/errors.ts';
import type { UndoStep } from '../instrument/undo/undo-step.ts';
import { DONE, type Outcome } from '../state/outcome.ts';
import { presetName } from '../state/preset-name.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings } from '../state/settings.ts';

/** The changes of presets on the disk, as steps that can be taken back. */
export interface PresetSteps {
  /** A preset of a new name was saved. */
  saved(name: string): UndoStep;
  replaced(name: string, former: MusicalSettings, settings: MusicalSettings): UndoStep;
  /** @param trashId of the deletion */
  deleted(name: string, trashId: string): UndoStep;
}

/** @param onDone called after each change of the disk */
export function createPresetSteps(
  presets: Pick<Presets, 'save' | 'delete' | 'restore'>,
  onDone: () => Promise<void>,
): PresetSteps {
  /** Carries out a part of a step; what the disk refuses is thrown. */
  const onDisk = (act: () => Promise<Outcome>) => async (): Promise<void> => {
    const outcome = await act();
    await onDone();
    if (outcome.isDone) return;
    throw new NeurorackError('cannot-write', outcome.message, { remedy: 'the presets are as they were' });
  };

  /** The ways to the trash and back. */
  function trashing(name: string, firstId?: string) {
    let trashId = firstId;
    return {
      discard: onDisk(async () => {
        const deletion = await presets.delete(name);
        if (deletion.isDone) trashId = deletion.trashId;
        return deletion;
      }),
      restore: onDisk(async () => (trashId === undefined ? DONE : presets.restore(trashId))),
    };
  }

  return {
    saved: (name) => {
      const { discard, restore } = trashing(name);
      return { name: `preset '${presetName(name)}' saved`, undo: discard, redo: restore };
    },
    replaced: (name, former, settings) => ({
      name: `preset '${presetName(name)}' replaced`,
      undo: onDisk(() => presets.save(name, former)),
      redo: onDisk(() => presets.save(name, settings)),
    }),
    deleted: (name, trashId) => {
      const { discard, restore } = trashing(name, trashId);
      return { name: `preset '${presetName(name)}' deleted`, undo: restore, redo: discard };
    },
  };
}
