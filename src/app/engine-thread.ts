import { parentPort, workerData } from 'node:worker_threads';
import type { OpenProgram } from '../engine/program.ts';
import { runThread } from '../engine/run-thread.ts';
import { boardTarget } from './board-target.ts';

/** The entry of every worker of the engine; part of the composition root. What it does not need it does not load. */
const openProgram: OpenProgram = async (repertoire, accelerator) =>
  (await import('./open-program.ts')).openProgram(repertoire, accelerator);

if (parentPort !== null) void runThread(workerData, parentPort, { target: boardTarget, openProgram: openProgram });
