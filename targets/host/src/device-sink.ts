import { createRequire } from 'node:module';
import { silenceAlsaMessages } from '@neurorack/common';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import { NeurorackError } from '@neurorack/contracts/errors';

/** The part of naudiodon 2.3 that is used (Streampunk/naudiodon, README): a Node stream over PortAudio. */
interface Naudiodon {
  readonly SampleFormatFloat32: number;
  getDevices(): readonly {
    readonly id: number;
    readonly name: string;
    readonly maxOutputChannels: number;
    readonly defaultLowOutputLatency: number;
  }[];
  AudioIO(options: unknown): NodeJS.WritableStream & { start(): void; quit(done: () => void): void };
}

/** Frames of a PortAudio callback. */
const DEVICE_FRAMES = 64;
/** Frames that may be queued before `write` blocks. */
const QUEUE_FRAMES = 128;

/**
 * A sound card by (part of) its name, '' for the default one. Needs the package naudiodon, which only one thread of a process can load.
 * PortAudio prints its settings to standard output.
 *
 * Evidence: the package itself, PortAudio and libasound with its file plug-in as the device (tests); not yet run on a sound card.
 */
export function createDeviceSink(
  device: string,
  { load = loadNaudiodon }: { readonly load?: () => Naudiodon } = {},
): AudioSink {
  return {
    name: `device:${device}`,
    open: async ({ sampleRate, periodFrames }) => {
      const { AudioIO, getDevices, SampleFormatFloat32 } = load();
      const outputs = getDevices().filter(({ maxOutputChannels }) => maxOutputChannels > 0);
      const found = outputs.find(({ name }) => name.toLowerCase().includes(device.toLowerCase()));
      if (found === undefined) {
        const names = outputs.map(({ name }) => `'${name}'`).join(', ');
        throw new NeurorackError('missing-device', `there is no sound card '${device}'`, {
          remedy: names === '' ? 'connect one, or use --audio browser' : `choose one of ${names}`,
        });
      }
      const channels = Math.min(2, found.maxOutputChannels);
      const stream = attemptOpen(found.name, sampleRate, () =>
        AudioIO({
          outOptions: {
            channelCount: channels,
            sampleFormat: SampleFormatFloat32,
            sampleRate,
            deviceId: device === '' ? -1 : found.id,
            framesPerBuffer: Math.max(DEVICE_FRAMES, periodFrames),
            maxQueue: Math.ceil(QUEUE_FRAMES / periodFrames),
            closeOnError: true,
          },
        }),
      );
      let fault: Error | undefined;
      stream.on('error', (error: Error) => {
        fault = error;
      });
      stream.start();
      let isOpen = true;
      const gone = (cause: unknown): NeurorackError =>
        new NeurorackError('device-fault', `the sound card '${found.name}' does not play`, {
          remedy: 'connect it again, and close other programs that use it',
          cause,
        });
      return {
        sampleRate,
        latencyFrames: Math.round(found.defaultLowOutputLatency * sampleRate) + QUEUE_FRAMES,
        underruns: 0,
        isClocked: true,
        write: (period) => {
          if (fault !== undefined || !isOpen) throw gone(fault);
          const bytes = Buffer.alloc(4 * channels * period.length);
          for (let i = 0; i < period.length; i++) {
            for (let c = 0; c < channels; c++) bytes.writeFloatLE(period[i], 4 * (channels * i + c));
          }
          return new Promise((resolve, reject) => {
            stream.write(bytes, (error?: Error | null) => (error ? reject(gone(error)) : resolve()));
          });
        },
        close: async () => {
          if (!isOpen) return;
          isOpen = false;
          await new Promise<void>((resolve) => stream.quit(resolve));
        },
      };
    },
  };
}

function attemptOpen<T>(name: string, sampleRate: number, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NeurorackError('unsupported', `the sound card '${name}' does not open at ${sampleRate} Hz: ${why}`, {
      remedy: 'close other programs that use it, or choose a card that supports this rate',
      cause,
    });
  }
}

function loadNaudiodon(): Naudiodon {
  try {
    silenceAlsaMessages();
    return createRequire(import.meta.url)('naudiodon');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'sound cards need the package naudiodon, which is not installed', {
      remedy: 'install a C compiler and run `npm ci` again, or use --audio browser',
      cause,
    });
  }
}
