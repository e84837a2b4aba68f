import {
  createLinuxHealth,
  createLinuxThread,
  createMidiPorts,
  createMonotonicClock,
  createNullSink,
  createWavSink,
  listAlsaDevices,
  openAlsaJacks,
  openSystemd,
} from '@neurorack/common';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import type { BoardConfig } from '@neurorack/contracts/board';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Target } from '@neurorack/contracts/target';
import { ALSA_SINKS, createBoardSink } from './board-sinks.ts';
import { createLinuxIo, openPanelDisplay, openPanelInputs } from './panel.ts';
import { readPanelGates } from './read-gates.ts';

const SINKS: ReadonlyMap<string, string> = new Map([
  ...ALSA_SINKS,
  ['browser', 'played by the panel page, clocked by a timer'],
  ['wav:<file>', 'a WAV file, written as fast as it can be'],
  ['null', 'no output, clocked by a timer'],
]);

/** A Linux board's target without its accelerator: sound card, jacks, knob, display, threads. */
export function createLinuxBoard(board: BoardConfig): Omit<Target, 'id' | 'createAccelerator'> {
  return {
    createClock: createMonotonicClock,
    audioSinks: SINKS,
    createAudioSink: (name) => createSink(name, board),
    listAudioDevices: async () => listAlsaDevices(),
    openAudioInputs: openAlsaJacks,
    openInputs: async (clock) => openPanelInputs({ board, clock }),
    readGates: async () => readPanelGates(board, createLinuxIo(createMonotonicClock(), board).gpio),
    openMidiPorts: () => createMidiPorts(),
    createThreadControl: createLinuxThread,
    createBoardHealth: () => createLinuxHealth(),
    openServiceManager: () => openSystemd(),
    ...(board.panel?.display === undefined ? {} : { createDisplay: async () => openPanelDisplay(board) }),
  };
}

function createSink(name: string, board: BoardConfig): AudioSink {
  const sink = createBoardSink(name, board);
  if (sink !== undefined) return sink;
  if (name === 'null' || name === 'browser') return createNullSink({ clock: createMonotonicClock(), name });
  if (name.startsWith('wav:') && name.length > 4) return createWavSink(name.slice(4));
  throw new NeurorackError('usage', `there is no audio sink '${name}'`, {
    remedy: `choose one of ${[...SINKS.keys()].join(', ')}`,
  });
}
