import type { Clock } from '@neurorack/contracts/clock';
import type { LevelGateInput } from '@neurorack/contracts/gate-input';
import type { Rpio } from './rpio.ts';

const HIGH_VOLTS = 5;

export interface RpioGatesOptions {
  readonly rpio: Rpio;
  /** Pins of the 40-pin header. */
  readonly pins: readonly number[];
  readonly isInverted?: boolean;
  readonly clock: Clock;
}

/**
 * Gates by memory-mapped GPIO on a Raspberry Pi 1 to 4: levels, read in under a microsecond. The character device, which time-stamps every
 * edge, is the better choice where the kernel has it.
 */
export function createRpioGates({ rpio, pins, isInverted = false, clock }: RpioGatesOptions): LevelGateInput {
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
