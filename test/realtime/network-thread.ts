import { parentPort, workerData } from 'node:worker_threads';
import { createOnnxAccelerator } from '@neurorack/common';
import { hostTarget } from '@neurorack/target-host';
import { openNetwork } from '../../src/app/open-model-program.ts';
import { openProgram } from '../../src/app/open-program.ts';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { runThread } from '../../src/engine/threads/run-thread.ts';
import { PROBE_TENSORS } from '../fixtures/probe-tensors.ts';

const FAKES: Readonly<Record<string, () => Accelerator>> = {
  fake: () => createFakeAccelerator({ artifacts: new Map([['/probe', PROBE_TENSORS]]), asynchronous: true }),
  broken: () => createFakeAccelerator({ runFaults: new Map([[2, 'throw']]) }),
  nan: () => createFakeAccelerator({ runFaults: new Map([[1, 'nan']]) }),
  onnxruntime: () => createOnnxAccelerator(),
};

/** A model's name that begins with a brace is an artifact as JSON, and is opened as it is. */
if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: { ...hostTarget, createAccelerator: (name = 'onnxruntime') => FAKES[name]() },
    openProgram,
    openNetwork: async (spec, accelerator) =>
      spec.model.startsWith('{')
        ? { session: await accelerator.open(JSON.parse(spec.model)) }
        : openNetwork(spec, accelerator),
    threadFile: import.meta.url,
  });
}
