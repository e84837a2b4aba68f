import { DEFAULT_AUDITION } from '../control/audition-settings.ts';
import { STILL_LATENTS } from '../control/latent-motion-settings.ts';
import { DEFAULT_PATCH } from '../control/patch.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import { DEFAULT_VOICES } from '../control/voices.ts';
import { MAX_VOLUME_DB } from '../control/volume.ts';
import type { Settings } from '../state/settings.ts';

const { ranges, bases, depths } = DEFAULT_CONTROL_SETTINGS;

/** The settings of a new instrument. */
export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_PATCH,
  bank: null,
  seed: 1,
  voices: DEFAULT_VOICES,
  control: { ranges, bases, depths },
  latents: { ...STILL_LATENTS, path: [] },
  blockFrames: 256,
  audio: null,
  volumeDb: MAX_VOLUME_DB,
  audition: DEFAULT_AUDITION,
  bufferFrames: null,
  cvInput: null,
};
