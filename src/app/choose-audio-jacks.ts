import type { AudioJacks } from '../contracts/audio-jacks.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Target } from '../contracts/target.ts';
import { DEFAULT_AUDIO_JACKS, DEFAULT_FULL_SCALE_VOLTS } from '../control/audio-jack-map.ts';

/** The command line's choice of inputs of a sound card as jacks. */
export interface AudioJackOptions {
  /** Device, or 'none'. */
  readonly cvInput?: string | undefined;
  readonly cvMap?: AudioJacks['channels'] | undefined;
  readonly cvVolts?: number | undefined;
}

/**
 * The inputs to play, which are saved: those of the command line, else the last ones; null for none.
 *
 * @throws NeurorackError 'unsupported' where this computer has none, 'usage' for a map without a device
 */
export function chooseAudioJacks(
  { cvInput, cvMap, cvVolts }: AudioJackOptions,
  { last, target }: { readonly last: AudioJacks | null; readonly target: Pick<Target, 'openAudioInputs'> },
): AudioJacks | null {
  if (cvInput === 'none') return null;
  const device = cvInput ?? last?.device;
  if (device === undefined) {
    if (cvMap === undefined && cvVolts === undefined) return null;
    throw new NeurorackError('usage', '--cv-map and --cv-volts need the device', { remedy: 'add --cv-input <device>' });
  }
  if (cvInput !== undefined && target.openAudioInputs === undefined) {
    throw new NeurorackError('unsupported', 'this board has no inputs of a sound card as jacks', {
      remedy: 'leave --cv-input out; the panel plays gates and voltages',
    });
  }
  return {
    device,
    channels: cvMap ?? last?.channels ?? DEFAULT_AUDIO_JACKS,
    fullScaleVolts: cvVolts ?? last?.fullScaleVolts ?? DEFAULT_FULL_SCALE_VOLTS,
  };
}
