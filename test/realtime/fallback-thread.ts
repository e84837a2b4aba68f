import { parentPort, workerData } from 'node:worker_threads';
import { hostTarget } from '@neurorack/target-host';
import { openProgram } from '../../src/app/open-program.ts';
import { runThread } from '../../src/engine/run-thread.ts';
import { breakable } from './breakable.ts';

/** A board with an accelerator that breaks when it is told to, and a processor that does not. */
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
