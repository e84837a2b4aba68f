import type { Target } from '../target.ts';
import { createFakeAccelerator } from './fake-accelerator.ts';
import { createFakeCvInput, createFakeEdgeGates, createFakeKnob } from './fake-inputs.ts';
import { createFakeSink } from './fake-sink.ts';
import { createManualClock } from './manual-clock.ts';

/** A board made of fakes, with whatever of it a test wants otherwise. */
export function createFakeTarget(otherwise: Partial<Target> = {}): Target {
  return {
    id: 'fake',
    createAccelerator: () => createFakeAccelerator(),
    createClock: () => createManualClock(),
    audioSinks: new Map([['fake', 'keeps what it hears']]),
    createAudioSink: () => createFakeSink(),
    openInputs: async (clock) => ({
      cv: createFakeCvInput({ clock }),
      gates: createFakeEdgeGates({ clock }),
      knob: createFakeKnob({ clock }),
    }),
    createThreadControl: () => ({
      requestRealtime: () => ({ isRealtime: false, reason: 'this board is a fake' }),
      cpuTimeUs: () => null,
    }),
    createBoardHealth: () => ({
      read: async () => ({
        cpuTemperatureC: null,
        acceleratorTemperatureC: null,
        isThrottled: null,
        power: null,
      }),
    }),
    ...otherwise,
  };
}
