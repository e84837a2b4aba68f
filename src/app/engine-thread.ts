import { parentPort, workerData } from 'node:worker_threads';
import type { OpenProgram } from '../engine/program.ts';
import type { OpenNetwork } from '../engine/threads/network-thread.ts';
import { runThread } from '../engine/threads/run-thread.ts';
import { boardTarget } from './board-target.ts';

/**
 * The entry of the engine's worker threads. All of them need the target alone, until a render thread opens a model: that thread then loads
 * the rest and composes it in a container. The other threads load no container, which would delay the first sound by 8 ms each (Node 20.20
 * on one core of a server).
 */
const openProgram: OpenProgram = async (spec, accelerator, context) =>
  (await import('./open-program.ts')).openProgram(spec, accelerator, context);
const openNetwork: OpenNetwork = async (spec, accelerator) =>
  (await import('./open-model-program.ts')).openNetwork(spec, accelerator);

if (parentPort !== null) {
  const dependencies = { target: boardTarget, openProgram, openNetwork, threadFile: import.meta.url };
  void runThread(workerData, parentPort, dependencies);
}
