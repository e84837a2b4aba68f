import { createAlsaSink } from '@neurorack/common';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import type { BoardConfig } from '@neurorack/contracts/board';

/** The ALSA sinks of a board by their names, for help and errors. */
export const ALSA_SINKS: readonly (readonly [string, string])[] = [
  ['alsa', 'the sound card that the board file names'],
  ['alsa:<device>', 'another ALSA device, as `aplay -L` lists them'],
];

const DEFAULTS = { periodFrames: 64, periods: 4 };

/** Creates the ALSA sink of a name; undefined for other names, and for `alsa` on a board without a sound card in its file. */
export function createBoardSink(name: string, board: BoardConfig): AudioSink | undefined {
  const { audio } = board;
  const { periodFrames, periods } = audio ?? DEFAULTS;
  if (name === 'alsa') {
    return audio === undefined ? undefined : createAlsaSink({ device: audio.device, periodFrames, periods });
  }
  const device = name.startsWith('alsa:') ? name.slice('alsa:'.length) : '';
  return device === '' ? undefined : createAlsaSink({ device, periodFrames, periods });
}
