import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AUDIO_HEADER_BYTES } from '../../src/panel/audio-message.ts';

const SAMPLE_RATE = 44_100;
/** Length of each recording, samples. */
const RECORDED = SAMPLE_RATE / 4;

/** Connects to the panel as a client and receives the audio that its page would play. */
export async function listenTo(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  onTestFinished(() => socket.terminate());
  let onSamples: (samples: Float32Array) => void = () => undefined;
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return;
    const count = (data.length - AUDIO_HEADER_BYTES) / 4;
    onSamples(Float32Array.from({ length: count }, (_, i) => data.readFloatLE(AUDIO_HEADER_BYTES + 4 * i)));
  });
  await once(socket, 'open');
  // A sound that is triggered before the first audio arrives would be missed.
  const isReceiving = new Promise<void>((resolve) => {
    onSamples = () => resolve();
  });
  socket.send(JSON.stringify({ type: 'listen', isOn: true }));
  await isReceiving;
  return {
    /** Records the beginning of the next sound; resolves when the sound is over. */
    next: async (): Promise<Float32Array> => {
      const recorded: number[] = [];
      await new Promise<void>((resolve) => {
        onSamples = (samples) => {
          for (const sample of samples) if (recorded.length > 0 || Math.abs(sample) > 1e-4) recorded.push(sample);
          if (recorded.length >= RECORDED) resolve();
        };
      });
      let quiet = 0;
      await new Promise<void>((resolve) => {
        onSamples = (samples) => {
          quiet = samples.every((sample) => Math.abs(sample) < 1e-4) ? quiet + samples.length : 0;
          if (quiet > SAMPLE_RATE / 10) resolve();
        };
      });
      return Float32Array.from(recorded.slice(0, RECORDED));
    },
  };
}
