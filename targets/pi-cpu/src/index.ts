import {
  createLinuxHealth,
  createLinuxThread,
  createMonotonicClock,
  createNullSink,
  createOnnxAccelerator,
  createWavSink,
} from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Target } from '@neurorack/contracts/target';
import { ALSA_SINKS, createBoardSink, openPanelDisplay, openPanelInputs } from '@neurorack/linux-io';

const SINKS: ReadonlyMap<string, string> = new Map([
  ...ALSA_SINKS,
  ['browser', 'the panel page plays it; keeps time by itself'],
  ['wav:<file>', 'a WAV file, written as fast as it can be'],
  ['null', 'nowhere; keeps time by itself'],
]);

/** A Raspberry Pi (or another arm64 board) whose own cores run the network. Nobody has run it on one. */
export function createTarget(board: BoardConfig): Target {
  return {
    id: 'pi-cpu',
    createAccelerator: () => createOnnxAccelerator(),
    createClock: createMonotonicClock,
    audioSinks: SINKS,
    createAudioSink: (name) => {
      const sink = createBoardSink(name, board);
      if (sink !== undefined) return sink;
      if (name === 'null' || name === 'browser') return createNullSink({ clock: createMonotonicClock(), name });
      if (name.startsWith('wav:') && name.length > 4) return createWavSink(name.slice(4));
      throw new NeurorackError('usage', `there is no audio sink '${name}'`, {
        remedy: `choose one of ${[...SINKS.keys()].join(', ')}`,
      });
    },
    openInputs: async (clock) => openPanelInputs({ board, clock }),
    createThreadControl: createLinuxThread,
    createBoardHealth: () => createLinuxHealth(),
    ...(board.panel?.display === undefined ? {} : { createDisplay: async () => openPanelDisplay(board) }),
  };
}
