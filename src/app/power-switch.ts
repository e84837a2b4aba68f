import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWrite } from '../contracts/write-fault.ts';

/** Left for the service, which switches the board off once the instrument has ended (packaging/neurorack.service). */
export const POWER_OFF_FILE = 'power-off';

export interface PowerSwitchOptions {
  /** The service's own folder, which goes when the board does; undefined where no service is there to switch it off. */
  readonly folder: string | undefined;
  /** Fades out and ends. */
  readonly stop: () => void;
  readonly onError: (line: string) => void;
}

/** Switches the board off; undefined where that is not the instrument's to do. */
export function createPowerSwitch({ folder, stop, onError: say }: PowerSwitchOptions): (() => void) | undefined {
  if (folder === undefined || folder === '') return undefined;
  const path = join(folder, POWER_OFF_FILE);
  return () => {
    try {
      writeFileSync(path, '');
    } catch (cause) {
      const { message, remedy } = cannotWrite(path, cause);
      say(`error: the board stays on: ${message}; ${remedy}`);
      return;
    }
    stop();
  };
}
