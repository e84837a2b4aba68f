import type { PresetController } from '../instrument/preset-controller.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings } from '../state/settings.ts';

export interface PresetControllerOptions {
  readonly presets: Presets;
  /** The settings that `save` stores. */
  readonly currentSettings: () => MusicalSettings;
  /**
   * Plays a preset.
   *
   * @throws NeurorackError 'bad-input' for an unknown set or model
   */
  readonly play: (settings: MusicalSettings) => void;
  /** Called with each result and fault as a sentence. */
  readonly onMessage: (sentence: string) => void;
}

export function createPresetController({
  presets,
  currentSettings,
  play,
  onMessage,
}: PresetControllerOptions): PresetController {
  let names: readonly string[] = [];
  let trashed: { readonly id: string; readonly name: string } | undefined;

  async function refresh(): Promise<void> {
    const listed = await presets.list();
    names = listed.names;
    for (const message of listed.messages) onMessage(message);
  }

  void refresh();

  return {
    get names() {
      return names;
    },
    get deleted() {
      return trashed?.name;
    },
    save: async (name) => {
      const outcome = await presets.save(name, currentSettings());
      onMessage(outcome.isDone ? `saved as '${name}'` : outcome.message);
      await refresh();
    },
    recall: async (name) => {
      const { settings, messages } = await presets.load(name);
      for (const message of messages) onMessage(message);
      if (settings === undefined) return;
      try {
        play(settings);
      } catch (error) {
        onMessage(`'${name}' cannot be played: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    delete: async (name) => {
      const outcome = await presets.delete(name);
      if (outcome.isDone) trashed = { id: outcome.trashId, name };
      else onMessage(outcome.message);
      await refresh();
    },
    restore: async () => {
      if (trashed === undefined) return;
      const outcome = await presets.restore(trashed.id);
      if (!outcome.isDone) onMessage(outcome.message);
      trashed = undefined;
      await refresh();
    },
  };
}
