import type { ChangeHistory } from '../instrument/instrument.ts';
import type { PresetController } from '../instrument/preset-controller.ts';
import { presetName } from '../state/preset-name.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings } from '../state/settings.ts';
import { createPresetSteps } from './preset-steps.ts';

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
  /** Takes what is saved, recalled and deleted as steps. */
  readonly changes: ChangeHistory;
}

/** Creates the controller. An action is refused with a message while 16 wait for the disk; a new preset, where there are 1000. */
export function createPresetController({
  presets,
  currentSettings,
  play,
  onMessage,
  changes,
}: PresetControllerOptions): PresetController {
  let names: readonly string[] = [];

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

  const steps = createPresetSteps(presets, refresh);

  return {
    get names() {
      return names;
    },
    refresh,
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
        if (outcome.isDone) {
          changes.history.add(former === undefined ? steps.saved(name) : steps.replaced(name, former, settings));
        }
        onMessage(outcome.isDone ? `saved as '${name}'` : outcome.message);
        await refresh();
      }),
    recall: (name) =>
      unlessFull(async () => {
        const { settings, messages } = await presets.load(name);
        for (const message of messages) onMessage(message);
        if (settings === undefined) return;
        try {
          changes.recordChange(() => play(settings), `preset '${presetName(name)}'`);
        } catch (error) {
          onMessage(`'${name}' cannot be played: ${error instanceof Error ? error.message : String(error)}`);
        }
      }),
    delete: (name) =>
      unlessFull(async () => {
        const outcome = await presets.delete(name);
        if (outcome.isDone) changes.history.add(steps.deleted(name, outcome.trashId));
        else onMessage(outcome.message);
        await refresh();
      }),
  };
}
