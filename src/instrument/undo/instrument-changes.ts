import type { AuditionSettings } from '../../control/audition-settings.ts';
import { JACKS } from '../../control/jacks.ts';
import type { Patch } from '../../control/patch.ts';
import type { SettingsController } from '../settings-controller.ts';
import { type ChangeRecorder, createChangeRecorder } from './change-recorder.ts';
import type { ChosenState } from './chosen-state.ts';
import type { UndoHistory } from './undo-history.ts';

/** The parts of the instrument that hold what a player sets. */
export interface ChangeTarget {
  readonly patch: () => Patch;
  readonly change: (patch: Patch) => void;
  readonly settings: () => SettingsController;
  readonly volumeDb: () => number;
  readonly audition: () => AuditionSettings;
  readonly configureAudition: (audition: AuditionSettings) => void;
  readonly setVolume: (db: number) => void;
  /** Voltages of the panel's faders. */
  readonly volts: () => readonly number[];
  readonly setVolts: (channel: number, volts: number) => void;
}

/** Records the changes of an instrument in its history. */
export function createInstrumentChanges(target: ChangeTarget, history: UndoHistory): ChangeRecorder {
  function read(): ChosenState {
    const { settings, mapMotion, latentMotion } = target.settings();
    return {
      patch: target.patch(),
      settings,
      volumeDb: target.volumeDb(),
      audition: target.audition(),
      volts: target.volts(),
      mapPath: mapMotion.path,
      latentPath: latentMotion.path,
      isLatentPathLooping: latentMotion.isLooping,
      walk: latentMotion.walk,
    };
  }

  function write(next: ChosenState): void {
    const now = read();
    const { mapMotion, latentMotion, configure } = target.settings();
    // The patch goes first: it is refused where a set or a model is gone, and nothing else has changed then.
    if (next.patch !== now.patch) target.change(next.patch);
    if (next.mapPath !== now.mapPath) mapMotion.use(next.mapPath);
    if (next.latentPath !== now.latentPath) latentMotion.use(next.latentPath);
    if (next.isLatentPathLooping !== now.isLatentPathLooping) latentMotion.setLooping(next.isLatentPathLooping);
    if (next.walk !== now.walk) latentMotion.setWalk(next.walk);
    if (next.settings !== now.settings) configure(next.settings);
    if (next.audition !== now.audition) target.configureAudition(next.audition);
    if (next.volumeDb !== now.volumeDb) target.setVolume(next.volumeDb);
    for (const channel of JACKS.keys()) {
      if (next.volts[channel] !== now.volts[channel]) target.setVolts(channel, next.volts[channel]);
    }
  }

  return createChangeRecorder({ history, read, write });
}
