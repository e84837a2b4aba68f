import type { PresetTarget } from '../instrument/preset-controller.ts';
import type { MusicalSettings, Settings } from '../state/settings.ts';

/** The current settings of an instrument, over those that it started with. The calibration has a file of its own. */
export function settingsOf(
  { patch, settings, latentMotion }: Pick<PresetTarget, 'patch' | 'settings' | 'latentMotion'>,
  started: Settings,
): Settings {
  const { ranges, bases, depths } = settings;
  const { offsets = started.offsets, source = started.source, voices = started.voices } = patch;
  const control = { ranges, bases: { ...bases }, depths: { ...depths } };
  const { path, isLooping, isPlaying, walk } = latentMotion.stored;
  const motion = { path: [...path], isLooping, isPlaying, walk };
  return { ...started, ...patch, offsets, source, voices, control, latents: motion };
}

/**
 * Plays a preset; the calibration of the jacks stays as it is.
 *
 * @throws NeurorackError 'bad-input' for an unknown set or model
 */
export function applyPreset(target: PresetTarget, preset: MusicalSettings): void {
  const { model, setA, setB, source, gateMode, loopMode, offsets, voices, control, latents } = preset;
  const { calibration } = target.settings;
  target.change({ model, setA, setB, source, gateMode, loopMode, offsets, voices });
  target.configure({ ...control, calibration });
  target.latentMotion.restore(latents);
}
