import { UNCALIBRATED } from '../../src/control/calibration.ts';
import { DEFAULT_PATCH } from '../../src/control/patch.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { UiEffect, UiModel } from '../../src/ui/page.ts';

export const UI_MODEL: UiModel = {
  sets: ['Boom', 'Cowbell', 'A very long name of a set that does not fit'],
  models: ['impacts', 'metal'],
  maxVoices: 8,
  presets: ['Night', 'Preset 1', 'Temple'],
  recording: 'idle',
  patch: DEFAULT_PATCH,
  settings: {
    ...DEFAULT_CONTROL_SETTINGS,
    calibration: { ...DEFAULT_CONTROL_SETTINGS.calibration, cv2: { slope: 0.9615, offset: -0.0577 } },
  },
  volumeDb: -6,
  volts: [0, 2.5, -1.25, 5],
  jacks: [
    { mean: 0.06, noise: 0.004, isStable: true, changedSeconds: null, measuring: null, taken: [0] },
    { mean: 2.66, noise: 0.004, isStable: true, changedSeconds: null, measuring: 5, taken: [0] },
    { mean: -1.25, noise: 0.004, isStable: true, changedSeconds: null, measuring: null, taken: [] },
    { mean: 5, noise: 0.004, isStable: true, changedSeconds: null, measuring: null, taken: [] },
  ],
  system: {
    board: 'pi5-cpu',
    version: '0.1.0',
    address: '192.168.1.7:4100',
    load: 0.34,
    underruns: 2,
    latencyMs: 10.5,
    temperatureC: 51.2,
  },
  midi: { activity: 'note 64 ch 1', channel: 'all', learning: { kind: 'base', destination: 'scrub' }, bpm: 120 },
  hasJacks: true,
  canShutDown: true,
};

/** The model after an effect. */
export function after(model: UiModel, effect: UiEffect | undefined): UiModel {
  if (effect?.kind === 'patch') return { ...model, patch: { ...model.patch, ...effect.patch } };
  if (effect?.kind === 'uncalibrate') {
    const calibration = { ...model.settings.calibration, [effect.jack]: UNCALIBRATED };
    return { ...model, settings: { ...model.settings, calibration } };
  }
  if (effect?.kind === 'midi-channel') return { ...model, midi: { ...model.midi, channel: effect.channel } };
  if (effect?.kind === 'midi-learn') return { ...model, midi: { ...model.midi, learning: effect.target } };
  return effect?.kind === 'settings' ? { ...model, settings: effect.settings } : model;
}
