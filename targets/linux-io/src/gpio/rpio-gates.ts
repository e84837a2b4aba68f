import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { GateInput } from '@neurorack/contracts/gate-input';

/** The part of the package rpio (2.4) that is used. */
interface RpioPackage {
  readonly INPUT: number;
  readonly PULL_DOWN: number;
  readonly PULL_UP: number;
  init(options: { gpiomem: boolean; mapping: 'physical' }): void;
  open(pin: number, mode: number, pull: number): void;
  read(pin: number): number;
  close(pin: number): void;
}

/** Boards whose GPIO registers rpio knows: BCM2835 to BCM2711. On a Pi 5 it takes the wrong registers for right ones. */
const KNOWN = /^Raspberry Pi (?:Model|Zero|[234] |400|Compute Module (?:Rev|[34] ))/;

const HIGH_VOLTS = 5;

export interface RpioOptions {
  /** Pins of the 40-pin header. */
  readonly pins: readonly number[];
  readonly isInverted?: boolean;
  readonly clock: Clock;
  /** Content of /proc/device-tree/model. */
  readonly readModel?: () => string;
  readonly load?: () => RpioPackage;
}

/**
 * Gates by memory-mapped GPIO on a Raspberry Pi 1 to 4: levels, read in under a microsecond. The character device, which knows when an
 * edge was, is the better choice where the kernel offers it.
 *
 * @throws NeurorackError 'unsupported' on any other board, with the reason; 'missing-library'
 */
export function createRpioGates({
  pins,
  isInverted = false,
  clock,
  readModel = ownModel,
  load = loadRpio,
}: RpioOptions): GateInput {
  const model = readModel().replace(/\0+$/, '');
  if (!KNOWN.test(model)) {
    throw new NeurorackError('unsupported', `rpio does not know the GPIO of ${model || 'this computer'}`, {
      remedy: 'use the GPIO character device: it works on every board',
    });
  }
  const rpio = load();
  rpio.init({ gpiomem: true, mapping: 'physical' });
  for (const pin of pins) rpio.open(pin, rpio.INPUT, isInverted ? rpio.PULL_UP : rpio.PULL_DOWN);
  let isOpen = true;
  return {
    kind: 'levels',
    gates: pins.length,
    read: (into) => {
      for (let gate = 0; gate < pins.length; gate++)
        into[gate] = (rpio.read(pins[gate]) === 1) !== isInverted ? HIGH_VOLTS : 0;
      return clock.nowUs();
    },
    close: async () => {
      if (isOpen) for (const pin of pins) rpio.close(pin);
      isOpen = false;
    },
  };
}

function ownModel(): string {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8');
  } catch {
    return '';
  }
}

function loadRpio(): RpioPackage {
  try {
    return createRequire(import.meta.url)('rpio');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package rpio is not installed', {
      remedy: 'run `npm install rpio` on the board, or use the GPIO character device',
      cause,
    });
  }
}
