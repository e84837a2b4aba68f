import type { Instrument } from '../instrument/instrument.ts';
import type { Settings } from '../state/settings.ts';
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
  instrument: Pick<Instrument, 'settings'>,
  { session, currentSettings }: { readonly session: SessionState; readonly currentSettings: () => Settings },
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
    session.save(currentSettings());
    void saveCalibration();
  }, POLL_MS);
  return {
    close: async () => {
      clearInterval(timer);
      await Promise.all([session.flush(currentSettings(), MAX_FLUSH_MS), saveCalibration()]);
    },
  };
}
