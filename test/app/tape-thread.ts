import { parentPort, workerData } from 'node:worker_threads';
import { openProgram } from '../../src/app/open-program.ts';
import { runThread } from '../../src/engine/threads/run-thread.ts';
import { tapeTarget } from './tape-target.ts';

if (parentPort !== null) void runThread(workerData, parentPort, { target: tapeTarget, openProgram });
