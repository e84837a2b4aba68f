import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { hostTarget } from '@neurorack/target-host';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { runThread } from '../../src/engine/run-thread.ts';
import { openPerformer } from '../../src/performer.ts';

/**
 * The host's accelerator, until a file `fault` is in the model's folder: then it does what the file says. A session that is
 * opened when the file is there already works, unless the file says 'again'.
 */
function breakable(accelerator: Accelerator): Accelerator {
  return {
    name: accelerator.name,
    open: async (artifact) => {
      const session = await accelerator.open(artifact);
      const file = join(dirname(artifact.path), 'fault');
      const wasBroken = existsSync(file) && !readFileSync(file, 'utf8').includes('again');
      return {
        ...session,
        run: () => {
          if (wasBroken || !existsSync(file)) return session.run();
          const fault = readFileSync(file, 'utf8');
          if (fault.startsWith('hang')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
          if (fault.startsWith('die')) process.exit(7);
          if (fault.startsWith('nan')) session.inputs.get('x')?.fill(Number.NaN);
          if (fault.startsWith('throw')) {
            throw new NeurorackError('device-fault', 'the accelerator of the test is broken', { remedy: 'none' });
          }
          return session.run();
        },
      };
    },
  };
}

if (parentPort !== null) {
  void runThread(workerData, parentPort, {
    target: hostTarget,
    openPerformer: (repertoire, accelerator) => openPerformer(repertoire, breakable(accelerator)),
  });
}
