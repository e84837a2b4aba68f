import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWrite } from '../contracts/write-fault.ts';

/** The file that asks the service to switch the board off once the instrument has ended (packaging/neurorack.service). */
export const POWER_OFF_FILE = 'power-off';

export interface PowerSwitchOptions {
  /** The service's runtime folder, in memory; undefined where no service runs the instrument. */
  readonly folder: string | undefined;
  /** Called with a sentence when the service cannot be asked. */
  readonly onError: (sentence: string) => void;
}

/**
 * A function that asks the service to switch the board off once the instrument has ended, and returns whether it could; undefined where no
 * service runs the instrument.
 */
export function createPowerSwitch({ folder, onError }: PowerSwitchOptions): (() => boolean) | undefined {
  if (folder === undefined || folder === '') return undefined;
  const path = join(folder, POWER_OFF_FILE);
  return () => {
    try {
      writeFileSync(path, '');
    } catch (cause) {
      const { message, remedy } = cannotWrite(path, cause);
      onError(`error: the board stays on: ${message}; ${remedy}`);
      return false;
    }
    return true;
  };
}
