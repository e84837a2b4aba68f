import { join } from 'node:path';
import { type CalibrationFile, calibrationKind } from './calibration.ts';
import type { FileSystem } from './file-system.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { createPresets, type Presets } from './presets.ts';
import { presetKind, type Settings, settingsKind } from './settings.ts';
import { createStateFile, type StateFile } from './state-file.ts';

/** The instrument's stored state. Main thread. No method throws: a failure is returned as a message. */
export interface State {
  readonly settings: StateFileWithDefaults<Settings>;
  readonly calibration: StateFileWithDefaults<CalibrationFile>;
  readonly presets: Presets;
}

/** A state file that always has a content: its own, its previous copy's, or the defaults. */
export interface StateFileWithDefaults<T> extends Pick<StateFile<T>, 'path' | 'save'> {
  read(): Promise<LoadedState<T>>;
}

export interface LoadedState<T> {
  readonly content: T;
  readonly source: 'current' | 'previous' | 'defaults';
  /** Sentences for the user; empty when nothing is wrong, or when no file has been saved yet. */
  readonly messages: readonly string[];
}

export interface StateOptions {
  /** Directory of the files, see `stateHome`; created at the first save. */
  readonly home: string;
  readonly defaults: Settings;
  /** Default: the disk of this computer. */
  readonly fs?: FileSystem;
}

export function createState({ home, defaults, fs = nodeFileSystem }: StateOptions): State {
  return {
    settings: withDefaults(createStateFile(join(home, 'settings.json'), settingsKind(defaults), fs), {
      title: 'settings',
      defaults,
    }),
    calibration: createCalibrationFile({ home, fs }),
    presets: createPresets(join(home, 'presets'), presetKind(defaults), fs),
  };
}

/** Creates the calibration file alone. */
export function createCalibrationFile({
  home,
  fs = nodeFileSystem,
}: Pick<StateOptions, 'home' | 'fs'>): StateFileWithDefaults<CalibrationFile> {
  return withDefaults(createStateFile(join(home, 'calibration.json'), calibrationKind, fs), {
    title: 'calibration',
    defaults: {},
  });
}

function withDefaults<T>(
  file: StateFile<T>,
  { title, defaults }: { title: string; defaults: T },
): StateFileWithDefaults<T> {
  return {
    path: file.path,
    save: file.save,
    async read() {
      const { content, source, messages } = await file.read();
      if (content !== undefined && source !== 'none') return { content, source, messages };
      const all = messages.length === 0 ? [] : [...messages, `no copy of the ${title} can be used; the defaults apply`];
      return { content: defaults, source: 'defaults', messages: all };
    },
  };
}
