import { readFileSync } from 'node:fs';
import type { AudioSink, AudioSinkFormat, AudioStream } from '@neurorack/contracts/audio-sink';
import { NeurorackError } from '@neurorack/contracts/errors';
import { type AlsaLibrary, loadAlsa, type Pcm, type PcmSetting } from './alsa-library.ts';

/** The device that libasound's configuration, or a sound server, names. */
const DEFAULT_DEVICE = 'default';
const ENOENT = 2;
const EACCES = 13;
const EBUSY = 16;
const ENODEV = 19;
const EPIPE = 32;
const EBADFD = 77;
/**
 * Writes in a row that may take no frame. A blocking write waits for room, so even one is a fault of the driver; after a stop some drivers
 * return 0 for ever (raspberrypi/linux#7322, Raspberry Pi 5), and a real-time thread that went on would leave no time to anything else.
 */
const MAX_EMPTY_WRITES = 16;

export interface AlsaSinkOptions {
  /** 'hw:CARD=sndrpihifiberry', 'plughw:0', ... */
  readonly device: string;
  /** Frames of one hardware period; `write` gets fewer at a time. Default: the frames of one `write`. */
  readonly periodFrames?: number;
  /** Periods in the device's buffer. Default 4. */
  readonly periods?: number;
  readonly load?: () => AlsaLibrary;
  /** The content of /proc/asound/cards, for messages. */
  readonly cards?: () => string;
}

/**
 * Blocking output to an ALSA device: `write` returns when the device has room, which clocks the audio thread. Both channels carry the
 * same signal. An underrun is counted and the device restarted; a device that is gone, or takes no frames any more, is a fault.
 *
 * Evidence: libasound itself with its own file plug-in as the device (tests); not yet run on a sound card.
 */
export function createAlsaSink(options: AlsaSinkOptions): AudioSink {
  const { device, periods = 4, load = loadAlsa, cards = readCards } = options;
  const name = `alsa:${device}`;
  return {
    name,
    open: async (format) => {
      const library = load();
      const { pcm, setting } = openPcm(options, format, { library, periods, cards });
      return createStream(name, pcm, setting, library);
    },
  };
}

/**
 * Opens a device as its sink does, and closes it.
 *
 * @throws NeurorackError as `open` of `createAlsaSink`
 */
export function probeAlsaSink(options: AlsaSinkOptions, format: AudioSinkFormat): void {
  const { periods = 4, load = loadAlsa, cards = readCards } = options;
  openPcm(options, format, { library: load(), periods, cards }).pcm.close();
}

interface Opening {
  readonly library: AlsaLibrary;
  readonly periods: number;
  readonly cards: () => string;
}

function openPcm(
  options: AlsaSinkOptions,
  format: AudioSinkFormat,
  { library, periods, cards }: Opening,
): { pcm: Pcm; setting: PcmSetting } {
  const { device } = options;
  const { sampleRate } = format;
  const { bufferFrames } = format;
  const shortest = bufferFrames === undefined ? (options.periodFrames ?? 0) : Math.floor(bufferFrames / 4);
  const periodFrames = Math.max(shortest, format.periodFrames);
  const wished = bufferFrames === undefined ? periods : Math.max(2, Math.round(bufferFrames / periodFrames));
  const pcm = library.open(device);
  if (typeof pcm === 'number') throw openFault(device, pcm, library, cards);
  const setting = pcm.set({ sampleRate, periodFrames, periods: wished });
  if (typeof setting === 'number') {
    pcm.close();
    throw new NeurorackError(
      'unsupported',
      `${device} does not accept ${sampleRate} Hz stereo: ${library.message(setting)}`,
      { remedy: `use plug${device} in its place, which converts, or another device` },
    );
  }
  if (setting.sampleRate !== sampleRate) {
    pcm.close();
    throw new NeurorackError(
      'unsupported',
      `${device} plays at ${setting.sampleRate} Hz, the model at ${sampleRate} Hz`,
      { remedy: `use plug${device} in its place, which resamples` },
    );
  }
  return { pcm, setting };
}

function createStream(name: string, pcm: Pcm, setting: PcmSetting, library: AlsaLibrary): AudioStream {
  const { sampleRate, bufferFrames, sampleBytes } = setting;
  let bytes = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  let underruns = 0;
  let isOpen = true;
  let isStopped = false;

  function convert(period: Float32Array): void {
    const size = period.length * 2 * sampleBytes;
    if (bytes.length < size) {
      bytes = new Uint8Array(size);
      view = new DataView(bytes.buffer);
    }
    const scale = sampleBytes === 4 ? 0x7fff_ffff : 0x7fff;
    for (let n = 0; n < period.length; n++) {
      const value = Math.round(Math.min(Math.max(period[n], -1), 1) * scale);
      for (let channel = 0; channel < 2; channel++) {
        const at = (2 * n + channel) * sampleBytes;
        if (sampleBytes === 4) view.setInt32(at, value, true);
        else view.setInt16(at, value, true);
      }
    }
  }

  return {
    sampleRate,
    latencyFrames: bufferFrames,
    get measuredLatencyFrames() {
      const frames = pcm.delay();
      return frames > 0 ? frames : undefined;
    },
    get underruns() {
      return underruns;
    },
    isClocked: true,
    write: (period) => {
      if (!isOpen)
        throw new NeurorackError('device-fault', `the sink '${name}' is closed`, { remedy: 'open it again' });
      convert(period);
      for (let done = 0, empty = 0; done < period.length; ) {
        const left = period.length - done;
        const result = pcm.write(bytes.subarray(done * 2 * sampleBytes, period.length * 2 * sampleBytes), left);
        if (result > 0) {
          done += result;
          empty = 0;
          continue;
        }
        if (result === -EPIPE) underruns++;
        if (++empty > MAX_EMPTY_WRITES) {
          isStopped = true;
          throw stoppedFault(name, result, library);
        }
        if (result === 0) continue;
        const code = pcm.recover(result);
        if (code < 0) {
          throw new NeurorackError('device-fault', `${name} does not play any more: ${library.message(code)}`, {
            remedy: 'plug it in again: it is tried every three seconds',
          });
        }
      }
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      // A device that takes no frames plays none either: draining it would wait for ever.
      if (!isStopped) pcm.drain();
      pcm.close();
    },
  };
}

function stoppedFault(name: string, result: number, library: AlsaLibrary): NeurorackError {
  const why = result === 0 ? 'its driver takes no frames any more' : library.message(result);
  return new NeurorackError('device-fault', `${name} does not play any more: ${why}`, {
    remedy: 'it is opened again every three seconds; if it stays silent, restart the board, and update its kernel',
  });
}

function openFault(device: string, code: number, library: AlsaLibrary, cards: () => string): NeurorackError {
  if (code === -EBUSY) {
    return new NeurorackError('busy', `${device} is used by another program`, {
      remedy: '`fuser -v /dev/snd/*` shows by which; stop PulseAudio or PipeWire on the module',
    });
  }
  if (code === -EACCES) {
    return new NeurorackError('missing-device', `${device} may not be opened by this user`, {
      remedy: 'add the user to the group audio: `sudo usermod -aG audio $USER`, then log in again',
    });
  }
  if (code === -ENOENT || code === -ENODEV) {
    return new NeurorackError('missing-device', `there is no sound device ${device}; cards: ${cards() || 'none'}`, {
      remedy:
        device === DEFAULT_DEVICE
          ? 'connect a sound card, or name another device (`neurorack devices` lists them)'
          : 'name another device (`neurorack devices` lists them), or switch the card’s overlay on',
    });
  }
  return new NeurorackError('missing-device', `${device} cannot be opened: ${library.message(code)}`, {
    remedy: code === -EBADFD ? 'restart the board' : 'name another device (`neurorack devices` lists them)',
  });
}

/** Ids of the cards: ' 0 [sndrpihifiberry]: ...'. */
function readCards(): string {
  try {
    const text = readFileSync('/proc/asound/cards', 'utf8');
    return [...text.matchAll(/^\s*\d+ \[(\S+)\s*\]/gm)].map(([, id]) => id).join(', ');
  } catch {
    return '';
  }
}
