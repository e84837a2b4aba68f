import { JACKS } from '../control/jacks.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import type { CalibrationFile } from '../state/calibration.ts';
import type { Presets } from '../state/presets.ts';
import { createSaver } from '../state/saver.ts';
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';

/** Shortest interval between two saves of the settings, ms. */
const SAVE_INTERVAL_MS = 3000;

/** The state of the last session, and the files that store this one's. */
export interface SessionState {
  readonly settings: Settings;
  /** Of every jack; the neutral one where a jack was never calibrated. */
  readonly calibration: ControlSettings['calibration'];
  readonly presets: Presets;
  /** Saves soon, if anything has changed. */
  save(settings: Settings): void;
  saveCalibration(calibration: ControlSettings['calibration']): Promise<void>;
  /** Saves at once; gives up after `withinMs`. */
  flush(settings: Settings, withinMs: number): Promise<void>;
}

export interface SessionStateOptions {
  /** Called with each fault of reading or saving as a sentence. */
  readonly onMessage: (sentence: string) => void;
  /** False where another instance saves: this one then writes presets alone. Default: true. */
  readonly canSave?: boolean;
}

/** Reads the state of the last session. Nothing in it throws: a file that cannot be read gives its previous copy, or the defaults. */
export async function openSessionState(
  state: State,
  { onMessage, canSave = true }: SessionStateOptions,
): Promise<SessionState> {
  const [settings, calibration] = await Promise.all([state.settings.read(), state.calibration.read()]);
  for (const message of [...settings.messages, ...calibration.messages]) onMessage(message);
  let lastSaved = JSON.stringify(settings.content);
  const saver = createSaver<Settings>({
    title: 'settings',
    save: state.settings.save,
    intervalMs: SAVE_INTERVAL_MS,
    onMessage,
  });
  const save = (next: Settings): void => {
    const serialized = JSON.stringify(next);
    if (!canSave || serialized === lastSaved) return;
    lastSaved = serialized;
    saver.change(next);
  };
  return {
    settings: settings.content,
    calibration: calibrationOf(calibration.content),
    presets: state.presets,
    save,
    saveCalibration: async (measured) => {
      if (!canSave) return;
      const outcome = await state.calibration.save(fileOf(measured));
      if (!outcome.isDone) onMessage(outcome.message);
    },
    flush: async (next, withinMs) => {
      save(next);
      const outcome = await saver.flush(withinMs);
      if (!outcome.isDone) onMessage(outcome.message);
    },
  };
}

function calibrationOf({ cv1, cv2, cv3, cv4 }: CalibrationFile): ControlSettings['calibration'] {
  const neutral = DEFAULT_CONTROL_SETTINGS.calibration;
  return { cv1: cv1 ?? neutral.cv1, cv2: cv2 ?? neutral.cv2, cv3: cv3 ?? neutral.cv3, cv4: cv4 ?? neutral.cv4 };
}

/** The file names calibrated jacks only. */
function fileOf(calibration: ControlSettings['calibration']): CalibrationFile {
  const calibrated = JACKS.filter((jack) => calibration[jack].slope !== 1 || calibration[jack].offset !== 0);
  return Object.fromEntries(calibrated.map((jack) => [jack, calibration[jack]]));
}
