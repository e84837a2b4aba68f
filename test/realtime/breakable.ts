import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

/**
 * An accelerator, until a file `fault` is in the model's folder: then it does what the file says. A session that is opened when the
 * file is there already works, unless the file says 'again'; with 'absent' in it none is opened.
 */
export function breakable(accelerator: Accelerator): Accelerator {
  return {
    name: accelerator.name,
    open: async (artifact) => {
      const session = await accelerator.open(artifact);
      const file = join(dirname(artifact.path), 'fault');
      const says = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
      if (says().startsWith('absent')) {
        throw new NeurorackError('missing-device', 'the accelerator of the test is absent', { remedy: 'plug it in' });
      }
      const wasBroken = existsSync(file) && !says().includes('again');
      return {
        ...session,
        run: () => {
          const fault = wasBroken ? '' : says();
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
