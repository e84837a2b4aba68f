import { createLinuxHealth, createLinuxThread, createMonotonicClock, createOnnxAccelerator } from '@neurorack/common';
import type { Target } from '@neurorack/contracts/target';
import { AUDIO_SINKS, createHostSink } from './audio-sinks.ts';

export { hostBoard } from './host-board.ts';

/** Any computer: networks run on the CPU; it has no jacks and no knob, panel pages take their place. */
export const hostTarget: Target = {
  id: 'host',
  createAccelerator: () => createOnnxAccelerator(),
  createClock: createMonotonicClock,
  audioSinks: AUDIO_SINKS,
  createAudioSink: (name) => createHostSink(name, createMonotonicClock()),
  openInputs: async () => ({}),
  createThreadControl: createLinuxThread,
  createBoardHealth: () => createLinuxHealth(),
};
