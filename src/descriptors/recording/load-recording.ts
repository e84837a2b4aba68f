import { createSoundWarnings } from '../sound/sound-warnings.ts';
import { type LoadOptions, loadSound, type Sound } from '../sound-file.ts';
import { type Cleaned, removeSubsonic } from './remove-subsonic.ts';

const SILENT_PEAK = 1e-4; // -80 dBFS
const VERY_LOW_PEAK = 1e-3; // -60 dBFS
const LOW_PEAK = 1e-2; // -40 dBFS

/** A sound to be measured, without DC offset and rumble. Its warnings include those about its level. */
export interface Recording extends Sound {
  readonly removed: Cleaned['removed'];
}

/**
 * Loads a sound for its measurement: `loadSound`, then `removeSubsonic`. A peak below -40 dBFS is a warning; silence is none.
 *
 * @throws NeurorackError those of `loadSound`; 'bad-input' for a low level with `strict`
 */
export async function loadRecording(path: string, options: LoadOptions = {}): Promise<Recording> {
  const sound = await loadSound(path, options);
  const { samples, removed } = removeSubsonic(sound.samples, sound.sampleRate);
  const warnings = createSoundWarnings(path, options);
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  if (peak >= SILENT_PEAK && peak < LOW_PEAK) {
    const level = `its peak is ${(20 * Math.log10(peak)).toFixed(1)} dBFS`;
    warnings.recording({
      fault: peak < VERY_LOW_PEAK ? `nothing in it is above -60 dBFS (${level})` : `it is quiet: ${level}`,
      remedy: 'record it with more gain, since its noise is measured too',
    });
  }
  return { ...sound, samples, removed, warnings: [...sound.warnings, ...warnings.texts] };
}
