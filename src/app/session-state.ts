import { JACKS } from '../control/jacks.ts';
import { DEFAULT_PATCH } from '../control/patch.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import type { CalibrationFile } from '../state/calibration.ts';
import { stateHome } from '../state/home.ts';
import type { Presets } from '../state/presets.ts';
import { createSaver } from '../state/saver.ts';
import type { Settings } from '../state/settings.ts';
import { createState } from '../state/state.ts';

const INTERVAL_MS = 3000;

const { ranges, bases, depths } = DEFAULT_CONTROL_SETTINGS;

/** What a new instrument plays. */
const DEFAULTS: Settings = {
  ...DEFAULT_PATCH,
  bank: null,
  seed: 1,
  control: { ranges, bases, depths },
  blockFrames: 256,
  audio: null,
};

/** The settings of the last time, and where those of this time go. */
export interface SessionState {
  readonly settings: Settings;
  /** Of every jack; one that was never calibrated is taken as it reads. */
  readonly calibration: ControlSettings['calibration'];
  /** What went wrong while reading, for people. */
  readonly messages: readonly string[];
  readonly presets: Presets;
  onMessage(listener: (message: string) => void): void;
  /** Saves soon, if anything has changed. */
  save(settings: Settings): void;
  /** Keeps what was measured of the jacks. */
  saveCalibration(calibration: ControlSettings['calibration']): Promise<void>;
  /** Saves now; gives up after `withinMs`. */
  flush(settings: Settings, withinMs: number): Promise<void>;
}

export async function openSessionState(): Promise<SessionState> {
  const state = createState({ home: stateHome(process.env), defaults: DEFAULTS });
  const [{ content, messages }, calibration] = await Promise.all([state.settings.read(), state.calibration.read()]);
  let say: (message: string) => void = () => undefined;
  let last = JSON.stringify(content);
  const saver = createSaver<Settings>({
    title: 'settings',
    save: state.settings.save,
    intervalMs: INTERVAL_MS,
    onMessage: (message) => say(message),
  });
  const save = (settings: Settings): void => {
    const next = JSON.stringify(settings);
    if (next === last) return;
    last = next;
    saver.change(settings);
  };
  return {
    settings: content,
    calibration: calibrationOf(calibration.content),
    messages: [...messages, ...calibration.messages],
    presets: state.presets,
    onMessage: (listener) => {
      say = listener;
    },
    save,
    saveCalibration: async (measured) => {
      const outcome = await state.calibration.save(fileOf(measured));
      if (!outcome.isDone) say(outcome.message);
    },
    flush: async (settings, withinMs) => {
      save(settings);
      const outcome = await saver.flush(withinMs);
      if (!outcome.isDone) say(outcome.message);
    },
  };
}

function calibrationOf({ cv1, cv2, cv3, cv4 }: CalibrationFile): ControlSettings['calibration'] {
  const usual = DEFAULT_CONTROL_SETTINGS.calibration;
  return { cv1: cv1 ?? usual.cv1, cv2: cv2 ?? usual.cv2, cv3: cv3 ?? usual.cv3, cv4: cv4 ?? usual.cv4 };
}

/** A jack that is taken as it reads is not named. */
function fileOf(calibration: ControlSettings['calibration']): CalibrationFile {
  const measured = JACKS.filter((jack) => calibration[jack].slope !== 1 || calibration[jack].offset !== 0);
  return Object.fromEntries(measured.map((jack) => [jack, calibration[jack]]));
}
