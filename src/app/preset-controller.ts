import type { Patch } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { PresetController } from '../instrument/preset-controller.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings } from '../state/settings.ts';

export interface PresetControllerOptions {
  readonly presets: Presets;
  /** What is played, as a preset keeps it. */
  readonly currentSettings: () => MusicalSettings;
  /**
   * Plays a preset.
   *
   * @throws NeurorackError 'bad-input' for a set or a model that is not there
   */
  readonly play: (settings: MusicalSettings) => void;
  /** Tells people. */
  readonly onMessage: (sentence: string) => void;
}

export function createPresetController({
  presets,
  currentSettings: now,
  play,
  onMessage: say,
}: PresetControllerOptions): PresetController {
  let names: readonly string[] = [];
  let trashed: { readonly id: string; readonly name: string } | undefined;

  async function look(): Promise<void> {
    const listed = await presets.list();
    names = listed.names;
    for (const message of listed.messages) say(message);
  }

  void look();

  return {
    get names() {
      return names;
    },
    get deleted() {
      return trashed?.name;
    },
    save: async (name) => {
      const outcome = await presets.save(name, now());
      say(outcome.isDone ? `kept as '${name}'` : outcome.message);
      await look();
    },
    recall: async (name) => {
      const { settings, messages } = await presets.load(name);
      for (const message of messages) say(message);
      if (settings === undefined) return;
      try {
        play(settings);
      } catch (error) {
        say(`'${name}' cannot be played: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    delete: async (name) => {
      const outcome = await presets.delete(name);
      if (outcome.isDone) trashed = { id: outcome.trashId, name };
      else say(outcome.message);
      await look();
    },
    restore: async () => {
      if (trashed === undefined) return;
      const outcome = await presets.restore(trashed.id);
      if (!outcome.isDone) say(outcome.message);
      trashed = undefined;
      await look();
    },
  };
}

/** The parts of a preset that an instrument takes; calibration is the module's, not a preset's. */
export function patchOfPreset(
  { model, setA, setB, source, gateMode, loopMode, offsets, control }: MusicalSettings,
  { calibration }: ControlSettings,
): { readonly patch: Patch; readonly settings: ControlSettings } {
  return { patch: { model, setA, setB, source, gateMode, loopMode, offsets }, settings: { ...control, calibration } };
}
