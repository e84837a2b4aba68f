import { STILL_LATENTS } from '../../src/control/latent-motion-settings.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { MusicalSettings, Settings } from '../../src/state/settings.ts';

const { ranges, bases, depths } = DEFAULT_CONTROL_SETTINGS;

export const MUSICAL: MusicalSettings = {
  model: 'impact',
  bank: null,
  setA: 'boom',
  setB: 'crash',
  source: 'a-b',
  gateMode: 'one-shot',
  loopMode: 'resynthesis',
  seed: 1,
  voices: { mode: 'alternate', count: 3 },
  offsets: { centroid: 'alone' },
  control: { ranges, bases, depths },
  latents: { ...STILL_LATENTS, path: [] },
};

export const DEFAULTS: Settings = {
  ...MUSICAL,
  blockFrames: 256,
  audio: null,
  bufferFrames: null,
  volumeDb: 0,
  cvInput: null,
};
export const OLD: Settings = { ...DEFAULTS, setA: 'old', seed: 7 };
export const NEW: Settings = { ...DEFAULTS, setA: 'new', blockFrames: 128, audio: 'device:hw:1' };
