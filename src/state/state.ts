import { join } from 'node:path';
import { type CalibrationFile, calibrationKind } from './calibration.ts';
import type { FileSystem } from './file-system.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { createPresets, type Presets } from './presets.ts';
import { presetKind, type Settings, settingsKind } from './settings.ts';
import { createStateFile, type StateFile } from './state-file.ts';

/** All that the instrument remembers, for the main thread. Nothing in it throws: what fails is a message. */
export interface State {
  readonly settings: StateFileWithDefaults<Settings>;
  readonly calibration: StateFileWithDefaults<CalibrationFile>;
  readonly presets: Presets;
}

/** A file that always has a content: its own, its previous copy's, or the defaults. */
export interface StateFileWithDefaults<T> extends Pick<StateFile<T>, 'path' | 'save'> {
  read(): Promise<LoadedState<T>>;
}

export interface LoadedState<T> {
  readonly content: T;
  readonly source: 'current' | 'previous' | 'defaults';
  /** Sentences for the user; none when all is well, nor when there is nothing to remember yet. */
  readonly messages: readonly string[];
}

export interface StateOptions {
  /** Directory of the files; see `stateHome`. Made at the first save. */
  readonly home: string;
  readonly defaults: Settings;
  /** Default: this machine's disk. */
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

/** The calibration alone, for who measures it. */
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
      const said = messages.length === 0 ? [] : [...messages, `no copy of the ${title} can be used: the defaults are`];
      return { content: defaults, source: 'defaults', messages: said };
    },
  };
}
