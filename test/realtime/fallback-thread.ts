import { parentPort, workerData } from 'node:worker_threads';
import { hostTarget } from '@neurorack/target-host';
import { openProgram } from '../../src/app/open-program.ts';
import { runThread } from '../../src/engine/threads/run-thread.ts';
import { breakable } from './breakable.ts';

/** Engine worker of a board whose accelerator fails on request and whose fallback, the processor, does not. */
if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: {
      ...hostTarget,
      createAccelerator: () => breakable(hostTarget.createAccelerator()),
      createFallback: () => hostTarget.createAccelerator(),
    },
    openProgram: openProgram,
  });
}
