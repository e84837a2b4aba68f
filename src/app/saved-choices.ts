import type { Instrument } from '../instrument/instrument.ts';
import type { PresetTarget } from '../instrument/preset-controller.ts';
import type { Settings } from '../state/settings.ts';
import { settingsOf } from './instrument-settings.ts';

/** A choice of the last session that something else may replace when it is missing. */
export type SavedChoice = 'model' | 'bank' | 'setA' | 'setB';

/** The settings to save: a choice that could not be played stays saved until the player makes another one. */
export interface SavedChoices {
  /** Something else plays in place of the saved choice, and is not saved. */
  substitute(choice: SavedChoice, played: string | null): void;
  /** The current settings of the instrument as they are saved. A model is saved once it plays. */
  settingsOf(
    instrument: Pick<Instrument, 'patch' | 'settings' | 'volumeDb' | 'auditionSettings' | 'output' | 'playingModel'> &
      Pick<PresetTarget, 'latentMotion'>,
  ): Settings;
}

export interface SavedChoicesOptions {
  /** The settings of the last session. */
  readonly saved: Settings;
  /** The settings that the instrument started with. */
  readonly started: Settings;
}

export function createSavedChoices({ saved, started }: SavedChoicesOptions): SavedChoices {
  const substitutes = new Map<SavedChoice, string | null>();
  return {
    substitute: (choice, played) => void substitutes.set(choice, played),
    settingsOf: (instrument) => {
      const { playingModel, volumeDb, auditionSettings: audition, output } = instrument;
      const current: Settings = {
        ...settingsOf(instrument, started),
        volumeDb,
        audition,
        audio: output.isChosen ? output.sink : started.audio,
        bufferFrames: output.bufferFrames,
        model: playingModel ?? saved.model,
      };
      for (const [choice, played] of substitutes) {
        if (choice === 'model' && playingModel === undefined) continue;
        if (current[choice] !== played) substitutes.delete(choice);
        else if (choice === 'bank') current.bank = saved.bank;
        else current[choice] = saved[choice];
      }
      return current;
    },
  };
}
