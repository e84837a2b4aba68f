import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

/**
 * Injects faults into an accelerator: while the model's folder has a file `fault`, each run fails in the way that the file names
 * (hang, die, nan, throw). A session that was opened with the file already there works, unless the file says 'again'. With
 * 'absent', `open` throws.
 */
export function breakable(accelerator: Accelerator): Accelerator {
  return {
    name: accelerator.name,
    open: async (artifact) => {
      const session = await accelerator.open(artifact);
      const file = join(dirname(artifact.path), 'fault');
      const readFault = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
      if (readFault().startsWith('absent')) {
        throw new NeurorackError('missing-device', 'the accelerator of the test is absent', { remedy: 'plug it in' });
      }
      const wasBroken = existsSync(file) && !readFault().includes('again');
      return {
        ...session,
        run: () => {
          const fault = wasBroken ? '' : readFault();
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
