import type { AudioJacks } from '@neurorack/contracts/audio-jacks';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { BoardInputs } from '@neurorack/contracts/target';
import { channelCountOf, createAudioJacks } from '../audio-jacks.ts';
import { openAlsaCapture } from './alsa-capture.ts';

/** Inputs of an ALSA device as jacks. Their first reading throws 'usage' for a device that is none of ALSA. */
export async function openAlsaJacks(jacks: AudioJacks, clock: Clock): Promise<BoardInputs> {
  return createAudioJacks({ jacks, clock, open: () => openAlsaCapture(deviceOf(jacks), channelCountOf(jacks)) });
}

function deviceOf(jacks: AudioJacks): string {
  const device = /^alsa:(.+)$/.exec(jacks.device)?.[1];
  if (device !== undefined) return device;
  throw new NeurorackError('usage', `the input '${jacks.device}' is no device of ALSA`, {
    remedy: 'name one as `neurorack devices` lists it: alsa:hw:CARD=ES8',
  });
}
