import type { Instrument } from '../instrument/instrument.ts';
import type { BankLibrary } from '../panel/banks/bank-library.ts';
import type { PanelPatches } from '../panel/patch-routes.ts';
import type { Presets } from '../state/presets.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { createPatchFiles, findSetIn, type PatchFilesOptions } from './patch-files.ts';
import { createPresetSteps } from './preset-steps.ts';

export interface OpenPatchesOptions {
  readonly library: Pick<BankLibrary, 'list' | 'loadSet' | 'saveSet'>;
  readonly stored: Presets;
  readonly modelVersion: PatchFilesOptions['modelVersion'];
}

/** The patches of a running instrument: an imported one is added to its presets and sets, and played where its model is there. */
export function openPatches(
  instrument: Pick<Instrument, 'sets' | 'putSet' | 'presets' | 'models' | 'history'>,
  { library, stored, modelVersion }: OpenPatchesOptions,
): PanelPatches {
  const findInBanks = findSetIn(library);
  const files = createPatchFiles({
    presets: stored,
    defaults: DEFAULT_SETTINGS,
    findSet: async (name) => instrument.sets.find((set) => set.name === name) ?? findInBanks(name),
    saveSet: (set) => library.saveSet(set, null),
    modelVersion,
  });
  return {
    pack: files.pack,
    add: async (bytes, file) => {
      const since = instrument.history.position;
      const { preset, settings, sets, isNew, messages } = await files.add(bytes, file);
      for (const set of sets) if (!instrument.sets.some(({ name }) => name === set.name)) instrument.putSet(set);
      await instrument.presets?.refresh();
      if (isNew) {
        const steps = createPresetSteps(stored, async () => instrument.presets?.refresh());
        instrument.history.add(steps.saved(preset));
      }
      if (instrument.models.includes(settings.model)) await instrument.presets?.recall(preset);
      instrument.history.merge(since, `import of ${file}`);
      return { preset, messages };
    },
  };
}
