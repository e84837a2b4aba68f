import { NeurorackError } from '@neurorack/contracts/errors';
import type { AudioCapture } from '../audio-jacks.ts';
import { type AlsaLibrary, loadAlsa, type PcmCapture, type PcmSetting } from './alsa-library.ts';

const EAGAIN = 11;
const EBUSY = 16;
const EPIPE = 32;

/** Rate that is asked for, Hz; a card may choose another. */
const SAMPLE_RATE = 48_000;
/** 0.7 ms, by which an edge arrives late. */
const PERIOD_FRAMES = 32;
/** The control thread may pause for 43 ms before samples are lost. */
const PERIODS = 64;
const MAX_FRAMES = 256;

/**
 * Records from an ALSA device without waiting.
 *
 * Evidence: libasound itself with its file plug-in as the device (tests); not yet run on an audio interface.
 *
 * @param channels smallest number of channels that are needed; the card has this many, or more
 * @throws NeurorackError 'missing-device', 'busy', 'unsupported', 'missing-library'
 */
export function openAlsaCapture(
  device: string,
  channels: number,
  { load = loadAlsa }: { readonly load?: () => AlsaLibrary } = {},
): AudioCapture {
  const library = load();
  const pcm = library.openCapture(device);
  if (typeof pcm === 'number') {
    throw new NeurorackError(
      pcm === -EBUSY ? 'busy' : 'missing-device',
      `the input ${device} does not open: ${library.message(pcm)}`,
      {
        remedy: 'name another device (`neurorack devices` lists them), or close other programs that record from it',
      },
    );
  }
  const setting = pcm.set({ sampleRate: SAMPLE_RATE, periodFrames: PERIOD_FRAMES, periods: PERIODS, channels });
  if (typeof setting === 'number') {
    pcm.close();
    throw new NeurorackError(
      'unsupported',
      `the input ${device} has no ${channels} channels: ${library.message(setting)}`,
      {
        remedy: 'correct --cv-map; `neurorack devices` lists the inputs of each card',
      },
    );
  }
  pcm.start();
  return createCapture(device, pcm, setting, library);
}

function createCapture(device: string, pcm: PcmCapture, setting: PcmSetting, library: AlsaLibrary): AudioCapture {
  const { sampleRate, sampleBytes, channels } = setting;
  const bytes = new Uint8Array(MAX_FRAMES * channels * sampleBytes);
  const view = new DataView(bytes.buffer);
  let hasGap = false;

  function convert(frames: number, into: Float32Array): void {
    for (let n = 0; n < frames * channels; n++) {
      into[n] = sampleBytes === 4 ? view.getInt32(4 * n, true) / 0x8000_0000 : view.getInt16(2 * n, true) / 0x8000;
    }
  }

  return {
    sampleRate,
    channels,
    maxFrames: MAX_FRAMES,
    read: (into) => {
      const count = pcm.read(bytes, MAX_FRAMES);
      if (count >= 0) {
        convert(count, into);
        return count;
      }
      if (count === -EAGAIN) return 0;
      if (count === -EPIPE && pcm.recover(count) === 0 && pcm.start() >= 0) {
        hasGap = true;
        return 0;
      }
      throw new NeurorackError('device-fault', `the input ${device} is gone: ${library.message(count)}`, {
        remedy: 'plug it in again: it is tried every three seconds',
      });
    },
    takeGap: () => {
      const had = hasGap;
      hasGap = false;
      return had;
    },
    close: () => pcm.close(),
  };
}
