import { channelCountOf, createAudioJacks, openAlsaJacks } from '@neurorack/common';
import type { AudioJacks } from '@neurorack/contracts/audio-jacks';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { BoardInputs } from '@neurorack/contracts/target';
import type { Decibri } from './decibri.ts';
import { openDecibriCapture } from './decibri-capture.ts';

/**
 * Inputs of a sound card as jacks: of ALSA on Linux, through decibri anywhere. Their first reading throws 'usage' for a device that is
 * neither.
 */
export async function openHostJacks(
  jacks: AudioJacks,
  clock: Clock,
  { platform = process.platform, load }: { readonly platform?: NodeJS.Platform; readonly load?: () => Decibri } = {},
): Promise<BoardInputs> {
  if (platform === 'linux' && jacks.device.startsWith('alsa:')) return openAlsaJacks(jacks, clock);
  return createAudioJacks({
    jacks,
    clock,
    open: () => openDecibriCapture(nameOf(jacks, platform), channelCountOf(jacks), load && { load }),
  });
}

function nameOf({ device }: AudioJacks, platform: NodeJS.Platform): string {
  if (device.startsWith('decibri:')) return device.slice('decibri:'.length);
  const examples = platform === 'linux' ? 'alsa:hw:CARD=ES8, decibri:ES-8' : 'decibri:ES-8';
  throw new NeurorackError('usage', `the input '${device}' is none of this computer`, {
    remedy: `name one as \`neurorack devices\` lists it: ${examples}`,
  });
}
