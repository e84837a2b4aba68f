import { createDeckMixer, type DeckMixer } from './deck-mixer.ts';
import type { MixerMessage, MixerStart } from './mixer-messages.ts';

// Globals of the AudioWorkletGlobalScope that the DOM types lack.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** The first message of the page has a port of the engine, whose first message is the start. */
class Sound extends AudioWorkletProcessor {
  #mixer: DeckMixer | undefined;

  constructor() {
    super();
    this.port.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
      port.onmessage = ({ data }: MessageEvent<MixerStart | MixerMessage>) => {
        if ('kind' in data) this.#mixer?.handle(data);
        else this.#mixer = createDeckMixer(data, { sampleRate, onReport: (report) => port.postMessage(report) });
      };
    };
  }

  process(_inputs: unknown, [channels]: Float32Array[][]): boolean {
    const [first, ...others] = channels;
    if (this.#mixer === undefined || first === undefined) return true;
    this.#mixer.fill(first);
    for (const channel of others) channel.set(first);
    return true;
  }
}

registerProcessor('neurorack-sound', Sound);
