import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';

/** The part of the package rpio (2.4) that is used. */
export interface Rpio {
  readonly INPUT: number;
  readonly PULL_DOWN: number;
  readonly PULL_UP: number;
  init(options: { gpiomem: boolean; mapping: 'physical' }): void;
  open(pin: number, mode: number, pull: number): void;
  read(pin: number): number;
  close(pin: number): void;
}

/** Boards whose GPIO registers rpio supports: BCM2835 to BCM2711. On a Pi 5 it maps the wrong registers without an error. */
const KNOWN = /^Raspberry Pi (?:Model|Zero|[234] |400|Compute Module (?:Rev|[34] ))/;

export interface OpenRpioOptions {
  /** Content of /proc/device-tree/model. */
  readonly readModel?: () => string;
  readonly load?: () => Rpio;
}

/**
 * Loads the package rpio and maps the GPIO registers; pins are numbers of the 40-pin header. Only one thread of a process can load it.
 *
 * @throws NeurorackError 'unsupported' on any board but a Raspberry Pi 1 to 4, with the reason; 'missing-library'; 'missing-device' when the
 * registers cannot be mapped
 */
export function openRpio({ readModel = readDeviceTree, load = loadPackage }: OpenRpioOptions = {}): Rpio {
  const model = readModel().replace(/\0+$/, '');
  if (!KNOWN.test(model)) {
    throw new NeurorackError('unsupported', `rpio does not support the GPIO of ${model || 'this computer'}`, {
      remedy: 'leave `driver: rpio` out of the board file: the GPIO character device works on every board',
    });
  }
  const rpio = load();
  try {
    rpio.init({ gpiomem: true, mapping: 'physical' });
  } catch (cause) {
    throw new NeurorackError('missing-device', 'rpio cannot map the GPIO registers', {
      remedy: 'add the user to the group gpio (/dev/gpiomem): `sudo usermod -aG gpio $USER`, then log in again',
      cause,
    });
  }
  return rpio;
}

function readDeviceTree(): string {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8');
  } catch {
    return '';
  }
}

function loadPackage(): Rpio {
  try {
    return createRequire(import.meta.url)('rpio');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package rpio is not installed', {
      remedy:
        'run `npm install rpio` on the board (it needs a C compiler: `sudo apt install build-essential`), or leave `driver: rpio` out of the board file',
      cause,
    });
  }
}
