import { createJitterBuffer } from '../jitter-buffer.ts';

// Globals of the AudioWorkletGlobalScope that the DOM types lack.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: { senderRate: number } }) => AudioWorkletProcessor,
): void;

/** About ten reports a second. */
const REPORT_BLOCKS = 32;

class Player extends AudioWorkletProcessor {
  readonly #buffer;
  #blocks = 0;

  constructor({ processorOptions }: { processorOptions: { senderRate: number } }) {
    super();
    this.#buffer = createJitterBuffer({ ratio: processorOptions.senderRate / sampleRate });
    this.port.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#buffer.push(data);
  }

  process(_inputs: unknown, [[out]]: Float32Array[][]): boolean {
    this.#buffer.pull(out);
    if (this.#blocks++ % REPORT_BLOCKS === 0) this.port.postMessage(this.#buffer.report());
    return true;
  }
}

registerProcessor('player', Player);
