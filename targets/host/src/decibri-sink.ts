import type { AudioSink, AudioStream } from '@neurorack/contracts/audio-sink';
import { NeurorackError } from '@neurorack/contracts/errors';
import { type Decibri, loadDecibri, type Speaker } from './decibri.ts';

/** Chunks that decibri's queue holds, whatever their length (measured with decibri 5.7: a write waits while they are queued). */
const QUEUE_CHUNKS = 32;
/** Frames of the queue where no length is asked for: 46 ms at 44.1 kHz. */
const DEFAULT_BUFFER_FRAMES = 2048;
/** Shorter chunks would be thousands of calls a second. */
const MIN_CHUNK_FRAMES = 16;
const CHANNELS = 2;

/**
 * A sound card of macOS, Windows or Linux by (part of) its name, '' for the default one. The card paces it: a write waits while decibri's
 * queue is full. Both channels have the same signal.
 *
 * Evidence: the package over libasound's file plug-in, and a fake of its module (tests); not yet run on a sound card.
 */
export function createDecibriSink(
  device: string,
  { load = loadDecibri }: { readonly load?: () => Decibri } = {},
): AudioSink {
  const name = `decibri:${device}`;
  return {
    name,
    open: async ({ sampleRate, bufferFrames = DEFAULT_BUFFER_FRAMES }) => {
      const library = load();
      const chunkFrames = Math.max(MIN_CHUNK_FRAMES, Math.ceil(bufferFrames / QUEUE_CHUNKS));
      const bytes = Buffer.alloc(4 * CHANNELS * chunkFrames);
      let speaker: Speaker | undefined;
      try {
        speaker = new library.Speaker({
          sampleRate,
          channels: CHANNELS,
          dtype: 'float32',
          ...(device !== '' && { device }),
        });
        // The device opens with the first write: silence, so that a missing card is an error of `open`.
        await speaker.writeAsync(bytes);
      } catch (cause) {
        speaker?.stop();
        throw openFault(device, library, cause);
      }
      return createStream(name, speaker, { sampleRate, bytes });
    },
  };
}

function createStream(
  name: string,
  speaker: Speaker,
  { sampleRate, bytes }: { readonly sampleRate: number; readonly bytes: Buffer },
): AudioStream {
  const chunkFrames = bytes.length / (4 * CHANNELS);
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, CHANNELS * chunkFrames);
  const silentBefore = speaker.underrunCount ?? 0;
  let isOpen = true;
  return {
    sampleRate,
    latencyFrames: QUEUE_CHUNKS * chunkFrames,
    get underruns() {
      return Math.ceil(((speaker.underrunCount ?? 0) - silentBefore) / (CHANNELS * chunkFrames));
    },
    isClocked: true,
    write: async (period) => {
      if (!isOpen)
        throw new NeurorackError('device-fault', `the sink '${name}' is closed`, { remedy: 'open it again' });
      for (let from = 0; from < period.length; from += chunkFrames) {
        const count = Math.min(chunkFrames, period.length - from);
        for (let n = 0; n < count; n++) samples.fill(period[from + n], CHANNELS * n, CHANNELS * (n + 1));
        try {
          await speaker.writeAsync(count === chunkFrames ? bytes : bytes.subarray(0, 4 * CHANNELS * count));
        } catch (cause) {
          throw new NeurorackError('device-fault', `${name} does not play any more: ${messageOf(cause)}`, {
            remedy: 'plug it in again: it is tried every three seconds',
            cause,
          });
        }
      }
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await speaker.drainAsync().catch(() => undefined);
      speaker.stop();
    },
  };
}

function openFault(device: string, library: Decibri, cause: unknown): NeurorackError {
  const card = device === '' ? 'the default sound card' : `the sound card '${device}'`;
  const names = library
    .outputDevices()
    .map(({ name }) => `'${name}'`)
    .join(', ');
  const remedy = names === '' ? 'connect one, or use --audio browser' : `choose one of ${names}`;
  return new NeurorackError('missing-device', `${card} does not open: ${messageOf(cause)}`, { remedy, cause });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
