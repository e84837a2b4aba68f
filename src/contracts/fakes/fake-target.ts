import type { Target } from '../target.ts';
import { createFakeAccelerator } from './fake-accelerator.ts';
import { createFakeCvInput, createFakeEdgeGates, createFakeKnob } from './fake-inputs.ts';
import { createFakeSink } from './fake-sink.ts';
import { createManualClock } from './manual-clock.ts';

/** A target made of fakes; `overrides` replaces parts of it. */
export function createFakeTarget(overrides: Partial<Target> = {}): Target {
  return {
    id: 'fake',
    createAccelerator: () => createFakeAccelerator(),
    createClock: () => createManualClock(),
    audioSinks: new Map([['fake', 'records its samples']]),
    createAudioSink: () => createFakeSink(),
    openInputs: async (clock) => ({
      cv: createFakeCvInput({ clock }),
      gates: createFakeEdgeGates({ clock }),
      knob: createFakeKnob({ clock }),
    }),
    createThreadControl: () => ({
      requestRealtime: () => ({ isRealtime: false, reason: 'the board is a fake' }),
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
    ...overrides,
  };
}
