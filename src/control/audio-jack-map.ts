import { AUDIO_JACKS, type AudioJack, type AudioJacks } from '../contracts/audio-jacks.ts';

/** Channels of the jacks where none are named: the four inputs of an ES-8. */
export const DEFAULT_AUDIO_JACKS: AudioJacks['channels'] = { gate1: 1, gate2: 2, cv1: 3, cv2: 4 };
/** Volts of a full-scale sample of an Expert Sleepers ES-8 or ES-9. */
export const DEFAULT_FULL_SCALE_VOLTS = 10;
export const MAX_AUDIO_CHANNELS = 256;

/** Reads 'gate1=1,cv1=3'; undefined where it is none: a jack or a channel twice, an unknown jack, no whole number. */
export function parseAudioJackMap(text: string): AudioJacks['channels'] | undefined {
  const channels = new Map<AudioJack, number>();
  for (const part of text.split(',')) {
    const [, name, digits] = /^\s*([a-z]+\d)\s*=\s*(\d{1,3})\s*$/.exec(part) ?? [];
    const jack = AUDIO_JACKS.find((one) => one === name);
    const channel = Number(digits);
    if (jack === undefined || channels.has(jack)) return undefined;
    if (!(channel >= 1 && channel <= MAX_AUDIO_CHANNELS) || [...channels.values()].includes(channel)) return undefined;
    channels.set(jack, channel);
  }
  return Object.fromEntries(channels);
}
