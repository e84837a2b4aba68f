import type { Instrument } from '../instrument/instrument.ts';
import type { Settings } from '../state/settings.ts';
import { settingsOf } from './instrument-settings.ts';
import type { SessionState } from './session-state.ts';

/** Autosave poll interval, ms. */
const POLL_MS = 1000;
/** Longest wait for the disk at the end, ms. */
const MAX_FLUSH_MS = 500;

export interface Autosave {
  /** Saves what has changed since the last poll, and ends. */
  close(): Promise<void>;
}

/** Saves settings and calibration of an instrument while it plays. */
export function startAutosave(
  instrument: Pick<Instrument, 'patch' | 'settings'>,
  { session, started }: { readonly session: SessionState; readonly started: Settings },
): Autosave {
  let savedCalibration = instrument.settings.calibration;
  let saving = Promise.resolve();

  /** Resolves when the calibration is on the disk. */
  function saveCalibration(): Promise<void> {
    const { calibration } = instrument.settings;
    if (calibration !== savedCalibration) {
      savedCalibration = calibration;
      saving = saving.then(() => session.saveCalibration(calibration));
    }
    return saving;
  }

  const timer = setInterval(() => {
    session.save(settingsOf(instrument, started));
    void saveCalibration();
  }, POLL_MS);
  return {
    close: async () => {
      clearInterval(timer);
      await Promise.all([session.flush(settingsOf(instrument, started), MAX_FLUSH_MS), saveCalibration()]);
    },
  };
}
