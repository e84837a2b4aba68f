import { parentPort, workerData } from 'node:worker_threads';
import type { OpenProgram } from '../engine/program.ts';
import type { OpenNetwork } from '../engine/threads/network-thread.ts';
import { runThread } from '../engine/threads/run-thread.ts';
import type { ThreadDependencies } from '../engine/threads/thread-dependencies.ts';
import { boardTarget } from './board-target.ts';
import type { ModelAhead } from './open-ahead.ts';

/** The model that was announced. */
let ahead: Promise<ModelAhead | undefined> | undefined;

/**
 * The entry of the engine's worker threads. All of them need the target alone, until a render thread opens a model: that thread then loads
 * the rest.
 */
const openProgram: OpenProgram = async (spec, accelerator, context) => {
  if (spec.kind === 'model')
    return (await import('./open-model-program.ts')).openModelProgram(spec, accelerator, { ...context, ahead });
  return (await import('./open-program.ts')).openProgram(spec, accelerator, context);
};
const openNetwork: OpenNetwork = async (spec, accelerator) =>
  (await import('./open-model-program.ts')).openNetwork(spec, accelerator);

const loadModelCode = async (): Promise<void> => {
  await import('./open-model-program.ts');
};
/** Not where a fallback plays first: the accelerator is another thread's. */
const openAhead: ThreadDependencies['openAhead'] = (announced) => {
  if (boardTarget.createFallback !== undefined) return;
  ahead = import('./open-ahead.ts')
    .then((module) => module.openAhead(announced, boardTarget.createAccelerator(announced.accelerator)))
    .catch(() => undefined);
};

if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: boardTarget,
    openProgram,
    openNetwork,
    loadModelCode,
    openAhead,
    threadFile: import.meta.url,
  });
}
