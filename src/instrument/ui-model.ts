import type { UiModel } from '../ui/page.ts';
import type { Instrument } from './instrument.ts';
import { recordingState } from './take-recorder.ts';

/** The part of an instrument that the pages of the display show. */
export type UiSource = Pick<
  Instrument,
  | 'sets'
  | 'models'
  | 'maxVoices'
  | 'patch'
  | 'settings'
  | 'volumeDb'
  | 'presets'
  | 'history'
  | 'recorder'
  | 'pairedClients'
  | 'canPowerOff'
  | 'hasJacks'
  | 'midi'
>;

/** The instrument as the display's pages show it, with the readings of this moment. */
export function uiModelOf(
  {
    sets,
    models,
    maxVoices,
    patch,
    settings,
    volumeDb,
    presets,
    history,
    recorder,
    pairedClients,
    canPowerOff,
    hasJacks,
    midi,
  }: UiSource,
  readings: Pick<UiModel, 'volts' | 'jacks' | 'system'>,
): UiModel {
  return {
    sets: sets.map(({ name }) => name),
    models,
    maxVoices,
    patch,
    settings,
    volumeDb,
    presets: presets?.names,
    history: { undo: history.undoName, redo: history.redoName },
    recording: recordingState(recorder),
    pairedClients: pairedClients?.count,
    hasJacks,
    midi: {
      activity: midi.activity,
      channel: midi.mapping.notes.channel,
      learning: midi.learning,
      bpm: midi.clock.bpm,
    },
    canShutDown: canPowerOff,
    ...readings,
  };
}
