import { createLinuxHealth, createLinuxThread, createMonotonicClock, createOnnxAccelerator } from '@neurorack/common';
import type { Target } from '@neurorack/contracts/target';
import { AUDIO_SINKS, createHostSink } from './audio-sinks.ts';
import { createSimulatedPanel } from './simulated-panel.ts';

export { hostBoard } from './host-board.ts';

/** Any computer: networks run on the CPU, jacks and knob are simulated. */
export const hostTarget: Target = {
  id: 'host',
  createAccelerator: () => createOnnxAccelerator(),
  createClock: createMonotonicClock,
  audioSinks: AUDIO_SINKS,
  createAudioSink: (name) => createHostSink(name, createMonotonicClock()),
  openInputs: async (clock) => createSimulatedPanel({ clock }),
  createThreadControl: createLinuxThread,
  createBoardHealth: () => createLinuxHealth(),
};
