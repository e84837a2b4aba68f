import type { PresetController } from '../instrument/preset-controller.ts';
import { presetName } from '../state/preset-name.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings } from '../state/settings.ts';

/** Actions that may wait for the disk. Clients send more than a disk takes, and each waiting one keeps its settings in memory. */
const MAX_ACTIONS = 16;
/** Each change of a preset lists them all. */
const MAX_PRESETS = 1000;

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

/** Creates the controller. An action is refused with a message while 16 wait for the disk; a new preset, where there are 1000. */
export function createPresetController({
  presets,
  currentSettings,
  play,
  onMessage,
}: PresetControllerOptions): PresetController {
  let names: readonly string[] = [];
  let trashed: { readonly id: string; readonly name: string } | undefined;

  let replaced: { readonly name: string; readonly settings: MusicalSettings } | undefined;

  async function refresh(): Promise<void> {
    const listed = await presets.list();
    names = listed.names;
    for (const message of listed.messages) onMessage(message);
  }

  void refresh();

  let waiting = 0;
  /** Whether a message has reported that actions are refused; one reports them all. */
  let isRefusing = false;

  async function unlessFull(action: () => Promise<void>): Promise<void> {
    if (waiting >= MAX_ACTIONS) {
      if (!isRefusing) onMessage('the disk is behind: some actions on presets were left out; try again in a moment');
      isRefusing = true;
      return;
    }
    waiting++;
    try {
      await action();
    } finally {
      waiting--;
      if (waiting === 0) isRefusing = false;
    }
  }

  return {
    get names() {
      return names;
    },
    get replaced() {
      return replaced?.name;
    },
    get deleted() {
      return trashed?.name;
    },
    save: (name) =>
      unlessFull(async () => {
        if (names.length >= MAX_PRESETS && !names.includes(presetName(name))) {
          onMessage(`'${name}' is not saved: there are ${MAX_PRESETS} presets; delete one first`);
          return;
        }
        // Before the disk is read: the sound of this moment is saved.
        const settings = currentSettings();
        const former = names.includes(presetName(name)) ? (await presets.load(name)).settings : undefined;
        const outcome = await presets.save(name, settings);
        if (outcome.isDone) replaced = former && { name: presetName(name), settings: former };
        onMessage(outcome.isDone ? `saved as '${name}'` : outcome.message);
        await refresh();
      }),
    undoReplace: () =>
      unlessFull(async () => {
        if (replaced === undefined) return;
        const { name, settings } = replaced;
        const outcome = await presets.save(name, settings);
        if (outcome.isDone) replaced = undefined;
        onMessage(outcome.isDone ? `'${name}' has its former sound` : outcome.message);
        await refresh();
      }),
    recall: (name) =>
      unlessFull(async () => {
        const { settings, messages } = await presets.load(name);
        for (const message of messages) onMessage(message);
        if (settings === undefined) return;
        try {
          play(settings);
        } catch (error) {
          onMessage(`'${name}' cannot be played: ${error instanceof Error ? error.message : String(error)}`);
        }
      }),
    delete: (name) =>
      unlessFull(async () => {
        const outcome = await presets.delete(name);
        if (outcome.isDone) {
          trashed = { id: outcome.trashId, name };
          if (replaced?.name === presetName(name)) replaced = undefined;
        } else onMessage(outcome.message);
        await refresh();
      }),
    restore: () =>
      unlessFull(async () => {
        if (trashed === undefined) return;
        const outcome = await presets.restore(trashed.id);
        if (!outcome.isDone) onMessage(outcome.message);
        trashed = undefined;
        await refresh();
      }),
  };
}
