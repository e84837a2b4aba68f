import type { Target } from '@neurorack/contracts/target';
import { AUDIO_SINKS, createHostSink } from './audio-sinks.ts';
import { createHostHealth } from './host-health.ts';
import { createLinuxThread } from './linux-thread.ts';
import { createMonotonicClock } from './monotonic-clock.ts';
import { createOnnxAccelerator } from './onnx-accelerator.ts';
import { createSimulatedPanel } from './simulated-panel.ts';

export { createOnnxAccelerator };

/** Any computer: networks run on the CPU, jacks and knob are simulated. */
export const hostTarget: Target = {
  id: 'host',
  createAccelerator: () => createOnnxAccelerator(),
  createClock: createMonotonicClock,
  audioSinks: AUDIO_SINKS,
  createAudioSink: (name) => createHostSink(name, createMonotonicClock()),
  openInputs: async (clock) => createSimulatedPanel({ clock }),
  createThreadControl: createLinuxThread,
  createBoardHealth: () => createHostHealth(),
};
