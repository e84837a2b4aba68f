import { probeAlsaSink } from '@neurorack/common';
import type { AutomaticSink } from '@neurorack/contracts/audio-device';
import { ALSA_BUFFER } from './audio-sinks.ts';
import { createDecibriSink } from './decibri-sink.ts';

/** A sound card that may play by default. */
export interface CardProbe {
  readonly sink: string;
  /** Opens and closes the card. @throws NeurorackError as `AudioSink.open` */
  probe(sampleRate: number): Promise<void>;
}

const ALSA_DEFAULT: CardProbe = {
  sink: 'alsa:default',
  probe: async (sampleRate) => probeAlsaSink({ device: 'default', ...ALSA_BUFFER }, { sampleRate, periodFrames: 64 }),
};

const DECIBRI_DEFAULT: CardProbe = {
  sink: 'decibri:',
  probe: async (sampleRate) => (await createDecibriSink('').open({ sampleRate, periodFrames: 64 })).close(),
};

/** The default card by the system's libraries, in the order in which they are tried. */
function cardsOf(platform: NodeJS.Platform): readonly CardProbe[] {
  return platform === 'linux' ? [ALSA_DEFAULT, DECIBRI_DEFAULT] : [DECIBRI_DEFAULT];
}

/** Selects the first card that opens; the browser plays where none does, with the reason of the first one. */
export async function selectAutomaticSink(
  sampleRate: number,
  { cards = cardsOf(process.platform) }: { readonly cards?: readonly CardProbe[] } = {},
): Promise<AutomaticSink> {
  let missing: unknown;
  for (const { sink, probe } of cards) {
    try {
      await probe(sampleRate);
      return { sink };
    } catch (error) {
      missing ??= error;
    }
  }
  return { sink: 'browser', missing };
}
