import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AUDIO_HEADER_BYTES } from '../../src/panel/audio-message.ts';

const SAMPLE_RATE = 44_100;
const LISTENED = SAMPLE_RATE / 4;

/** The sound that a page would play. */
export async function listenTo(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  onTestFinished(() => socket.terminate());
  let hear: (samples: Float32Array) => void = () => undefined;
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return;
    const count = (data.length - AUDIO_HEADER_BYTES) / 4;
    hear(Float32Array.from({ length: count }, (_, i) => data.readFloatLE(AUDIO_HEADER_BYTES + 4 * i)));
  });
  await once(socket, 'open');
  // Whoever strikes before the ear is open misses the sound.
  const isOpen = new Promise<void>((resolve) => {
    hear = () => resolve();
  });
  socket.send(JSON.stringify({ type: 'listen', isOn: true }));
  await isOpen;
  return {
    /** The beginning of the next sound; resolves when it is over. */
    next: async (): Promise<Float32Array> => {
      const heard: number[] = [];
      await new Promise<void>((resolve) => {
        hear = (samples) => {
          for (const sample of samples) if (heard.length > 0 || Math.abs(sample) > 1e-4) heard.push(sample);
          if (heard.length >= LISTENED) resolve();
        };
      });
      let quiet = 0;
      await new Promise<void>((resolve) => {
        hear = (samples) => {
          quiet = samples.every((sample) => Math.abs(sample) < 1e-4) ? quiet + samples.length : 0;
          if (quiet > SAMPLE_RATE / 10) resolve();
        };
      });
      return Float32Array.from(heard.slice(0, LISTENED));
    },
  };
}
