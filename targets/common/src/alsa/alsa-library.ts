import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import { silenceAlsaMessages } from '../alsa-messages.ts';

/** The settings of an open device. */
export interface PcmSetting {
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly bufferFrames: number;
  /** Bytes of one sample: 4 (S32_LE) or 2 (S16_LE). */
  readonly sampleBytes: 2 | 4;
  /** Samples of one frame. */
  readonly channels: number;
}

/** The wished settings of a device. */
export interface PcmWish {
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly periods: number;
}

/** An open recording device, which never waits. Every call returns a number; negative ones are errors of errno.h. */
export interface PcmCapture {
  /** Sets the settings nearest to `wish`, and this number of channels or more. */
  set(wish: PcmWish & { readonly channels: number }): PcmSetting | number;
  start(): number;
  /** Returns the number of frames read, or the error; -EAGAIN where none has arrived. */
  read(interleaved: Uint8Array, frames: number): number;
  /** Recovers from an error of `read`; `start` follows. */
  recover(error: number): number;
  close(): void;
}

/** An open playback device. Every call returns a number; negative ones are errors of errno.h. */
export interface Pcm {
  /** Sets two interleaved channels and the settings nearest to `wish`. Returns a number for an error. */
  set(wish: PcmWish): PcmSetting | number;
  /** Waits for room. Returns the number of frames written, or the error. */
  write(interleaved: Uint8Array, frames: number): number;
  /** Recovers from an error of `write`. Returns 0 when playback may continue. */
  recover(error: number): number;
  /** Frames from the next write to the jack; or the error. */
  delay(): number;
  drain(): void;
  close(): void;
}

/** The part of libasound that is used. */
export interface AlsaLibrary {
  /** Opens a device, or returns the error. */
  open(name: string): Pcm | number;
  /** Opens a device to record from, or returns the error. */
  openCapture(name: string): PcmCapture | number;
  message(error: number): string;
  /** Names and descriptions of the devices that libasound's configuration lists. */
  names(): readonly { readonly name: string; readonly description: string }[];
  /** The range of a device, which is not played on; or the error. */
  inspect(name: string, direction: 'output' | 'input'): PcmRange | number;
}

/** The channels and rates of a device. */
export interface PcmRange {
  readonly channels: number;
  readonly rates: readonly number[];
}

const PLAYBACK = 0;
const CAPTURE = 1;
/** Mode of `snd_pcm_open`: a device in use is an error at once. */
const NON_BLOCKING = 1;
const INTERLEAVED = 3;
const FORMATS = [
  { format: 10, sampleBytes: 4 },
  { format: 2, sampleBytes: 2 },
] as const;
const CHANNELS = 2;

/**
 * libasound by koffi.
 *
 * @throws NeurorackError 'missing-library' with the install step
 */
export function loadAlsa(path = 'libasound.so.2'): AlsaLibrary {
  const library = openLibrary(path);
  silenceAlsaMessages(path);
  const calls = bindCalls(library);
  const message = library.func('const char *snd_strerror(int error)');
  return {
    message: (error) => String(message(error)),
    openCapture: (name) => openCapture(calls, name),
    names: bindNames(library),
    inspect: (name, direction) => inspect(calls, name, direction === 'output' ? PLAYBACK : CAPTURE),
    open: (name) => {
      const place: unknown[] = [null];
      const code = calls.open(place, name, PLAYBACK, 0);
      if (code < 0) return code;
      const [pcm] = place;
      const frames = [0];
      let isOpen = true;
      return {
        set: (wish) => {
          const setting = configure(calls, pcm, { ...wish, channels: CHANNELS });
          if (typeof setting === 'number') return setting;
          if (setting.channels !== CHANNELS) return -22;
          const code = startWhenFull(calls, pcm, setting.bufferFrames);
          return code < 0 ? code : setting;
        },
        write: (interleaved, frames) => calls.write(pcm, interleaved, frames),
        recover: (error) => calls.recover(pcm, error, 1),
        delay: () => {
          const code = calls.delay(pcm, frames);
          return code < 0 ? code : Number(frames[0]);
        },
        drain: () => void calls.drain(pcm),
        close: () => {
          if (isOpen) calls.close(pcm);
          isOpen = false;
        },
      };
    },
  };
}

function openCapture(calls: AlsaCalls, name: string): PcmCapture | number {
  const place: unknown[] = [null];
  const code = calls.open(place, name, CAPTURE, NON_BLOCKING);
  if (code < 0) return code;
  const [pcm] = place;
  let isOpen = true;
  return {
    set: (wish) => configure(calls, pcm, wish),
    start: () => calls.start(pcm),
    read: (interleaved, frames) => calls.read(pcm, interleaved, frames),
    recover: (error) => calls.recover(pcm, error, 1),
    close: () => {
      if (isOpen) calls.close(pcm);
      isOpen = false;
    },
  };
}

type AlsaCalls = ReturnType<typeof bindCalls>;

function bindCalls(library: ReturnType<typeof openLibrary>) {
  const call = (signature: string): ((...values: unknown[]) => number) => library.func(signature);
  return {
    open: call('int snd_pcm_open(_Out_ void **pcm, const char *name, int stream, int mode)'),
    close: call('int snd_pcm_close(void *pcm)'),
    hwMalloc: call('int snd_pcm_hw_params_malloc(_Out_ void **params)'),
    hwFree: call('void snd_pcm_hw_params_free(void *params)'),
    any: call('int snd_pcm_hw_params_any(void *pcm, void *params)'),
    access: call('int snd_pcm_hw_params_set_access(void *pcm, void *params, int access)'),
    format: call('int snd_pcm_hw_params_set_format(void *pcm, void *params, int format)'),
    channelsMax: call('int snd_pcm_hw_params_get_channels_max(void *params, _Out_ unsigned int *channels)'),
    testRate: call('int snd_pcm_hw_params_test_rate(void *pcm, void *params, unsigned int rate, int dir)'),
    channelsNear: call(
      'int snd_pcm_hw_params_set_channels_near(void *pcm, void *params, _Inout_ unsigned int *channels)',
    ),
    rate: call('int snd_pcm_hw_params_set_rate_near(void *pcm, void *params, _Inout_ unsigned int *rate, void *dir)'),
    period: call(
      'int snd_pcm_hw_params_set_period_size_near(void *pcm, void *params, _Inout_ unsigned long *frames, void *dir)',
    ),
    buffer: call('int snd_pcm_hw_params_set_buffer_size_near(void *pcm, void *params, _Inout_ unsigned long *frames)'),
    apply: call('int snd_pcm_hw_params(void *pcm, void *params)'),
    swMalloc: call('int snd_pcm_sw_params_malloc(_Out_ void **params)'),
    swFree: call('void snd_pcm_sw_params_free(void *params)'),
    swCurrent: call('int snd_pcm_sw_params_current(void *pcm, void *params)'),
    startAt: call('int snd_pcm_sw_params_set_start_threshold(void *pcm, void *params, unsigned long frames)'),
    swApply: call('int snd_pcm_sw_params(void *pcm, void *params)'),
    write: call('long snd_pcm_writei(void *pcm, const void *buffer, unsigned long frames)'),
    recover: call('int snd_pcm_recover(void *pcm, int error, int silent)'),
    start: call('int snd_pcm_start(void *pcm)'),
    read: call('long snd_pcm_readi(void *pcm, void *buffer, unsigned long frames)'),
    delay: call('int snd_pcm_delay(void *pcm, _Out_ long *frames)'),
    drain: call('int snd_pcm_drain(void *pcm)'),
  };
}

/** Usual sample rates, Hz. */
const RATES = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];

function inspect(calls: AlsaCalls, name: string, stream: number): PcmRange | number {
  const place: unknown[] = [null];
  const code = calls.open(place, name, stream, NON_BLOCKING);
  if (code < 0) return code;
  const [pcm] = place;
  const [hw]: unknown[] = allocate(calls.hwMalloc);
  try {
    const any = calls.any(pcm, hw);
    if (any < 0) return any;
    const channels = [0];
    calls.channelsMax(hw, channels);
    return { channels: channels[0], rates: RATES.filter((rate) => calls.testRate(pcm, hw, rate, 0) === 0) };
  } finally {
    calls.hwFree(hw);
    calls.close(pcm);
  }
}

/** Reads the hints of libasound's configuration (`aplay -L`). */
function bindNames(library: ReturnType<typeof openLibrary>): AlsaLibrary['names'] {
  const koffi = loadKoffi();
  const call = (signature: string): ((...values: unknown[]) => unknown) => library.func(signature);
  const hint = call('int snd_device_name_hint(int card, const char *iface, _Out_ void **hints)');
  // The text is libasound's to free; koffi copies it, and the few bytes of a listing stay.
  const get = call('const char *snd_device_name_get_hint(void *hint, const char *id)');
  const free = call('int snd_device_name_free_hint(void *hints)');
  return () => {
    const place: unknown[] = [null];
    if (Number(hint(-1, 'pcm', place)) < 0) return [];
    const [hints] = place;
    const found: { name: string; description: string }[] = [];
    for (let n = 0; ; n++) {
      const one: unknown = koffi.decode(hints, 8 * n, 'void *');
      if (one === null) break;
      const name = get(one, 'NAME');
      if (typeof name === 'string') found.push({ name, description: String(get(one, 'DESC') ?? name) });
    }
    free(hints);
    return found;
  };
}

/** Sets the hardware parameters nearest to `wish`. Returns a number for an error. */
function configure(calls: AlsaCalls, pcm: unknown, wish: PcmWish & { readonly channels: number }): PcmSetting | number {
  const [hw]: unknown[] = allocate(calls.hwMalloc);
  try {
    const rate = [wish.sampleRate];
    const period = [wish.periodFrames];
    const buffer = [wish.periodFrames * wish.periods];
    const channels = [wish.channels];
    let chosen: (typeof FORMATS)[number] | undefined;
    const steps = [
      () => calls.any(pcm, hw),
      () => calls.access(pcm, hw, INTERLEAVED),
      () => {
        chosen = FORMATS.find(({ format }) => calls.format(pcm, hw, format) === 0);
        return chosen === undefined ? -22 : 0;
      },
      // A card of more channels has no mode with fewer.
      () => calls.channelsNear(pcm, hw, channels),
      () => (channels[0] < wish.channels ? -22 : 0),
      () => calls.rate(pcm, hw, rate, null),
      () => calls.period(pcm, hw, period, null),
      () => calls.buffer(pcm, hw, buffer),
      () => calls.apply(pcm, hw),
    ];
    for (const step of steps) {
      const code = step();
      if (code < 0) return code;
    }
    return {
      sampleRate: Number(rate[0]),
      periodFrames: Number(period[0]),
      bufferFrames: Number(buffer[0]),
      sampleBytes: chosen?.sampleBytes ?? 2,
      channels: Number(channels[0]),
    };
  } finally {
    calls.hwFree(hw);
  }
}

/** A device that started with its first period would underrun before the second arrives. */
function startWhenFull(calls: AlsaCalls, pcm: unknown, frames: number): number {
  const [sw]: unknown[] = allocate(calls.swMalloc);
  try {
    const code = calls.swCurrent(pcm, sw);
    return code < 0 ? code : Math.min(calls.startAt(pcm, sw, frames), calls.swApply(pcm, sw));
  } finally {
    calls.swFree(sw);
  }
}

function allocate(malloc: (...values: unknown[]) => number): unknown[] {
  const place: unknown[] = [null];
  if (malloc(place) < 0) {
    throw new NeurorackError('device-fault', 'libasound is out of memory', { remedy: 'restart the instrument' });
  }
  return place;
}

function loadKoffi(): typeof import('koffi') {
  try {
    return createRequire(import.meta.url)('koffi');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package koffi is not usable', {
      remedy: 'run `npm install koffi` on the board',
      cause,
    });
  }
}

function openLibrary(path: string) {
  const koffi = loadKoffi();
  try {
    return koffi.load(path);
  } catch (cause) {
    throw new NeurorackError('missing-library', `${path} is not installed`, {
      remedy: 'run `sudo apt install libasound2` (Debian 13: libasound2t64)',
      cause,
    });
  }
}
