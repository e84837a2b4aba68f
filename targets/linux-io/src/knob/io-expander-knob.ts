import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Knob } from '@neurorack/contracts/knob';
import type { I2cBus } from '../i2c/i2c-bus.ts';

/** Registers of the expander's firmware (Nuvoton MS51; as Pimoroni's own driver uses them). */
const CHIP_ID = { low: 0xfa, high: 0xfb, value: 0xe26a };
const ENCODER = { enable: 0x04, pins: 0x05, count: 0x06 };
/** Contacts A, B and common on the breakout: the expander's pin, its port's registers and its bit there. */
const PORT_0 = { latch: 0x40, mode1: 0x71, mode2: 0x72 };
const PORT_1 = { latch: 0x50, mode1: 0x73, mode2: 0x74 };
const CONTACT_A = { pin: 12, ...PORT_0, bit: 5 };
const CONTACT_B = { pin: 3, ...PORT_1, bit: 2 };
const COMMON = { pin: 11, ...PORT_0, bit: 6 };

export interface IoExpanderOptions {
  readonly bus: I2cBus;
  /** 0x0f unless it was changed. */
  readonly address: number;
  readonly clock: Clock;
  readonly isReversed?: boolean;
}

/**
 * The knob of the original neurorack module: an encoder behind an I²C expander that counts detents itself (Pimoroni "RGB Encoder
 * Breakout"). It has no button. After a fault the expander is set up again, and counting continues from the present position.
 *
 * Evidence: public drivers of the breakout, and a simulator of these registers; not yet run on the breakout.
 */
export function createIoExpanderKnob({ bus, address, clock, isReversed = false }: IoExpanderOptions): Knob {
  const one = new Uint8Array(1);
  let counted: number | undefined;

  function read(register: number): number {
    bus.write(address, Uint8Array.of(register));
    bus.read(address, one);
    return one[0];
  }

  const write = (register: number, value: number): void => bus.write(address, Uint8Array.of(register, value));

  /** A pin's mode is one bit in each of two registers: 0 0 weak pull-up, 1 1 open drain. */
  function setPin({ latch, mode1, mode2, bit }: typeof CONTACT_A, isOpenDrain: boolean, isHigh: boolean): void {
    for (const register of [mode1, mode2]) {
      const value = read(register);
      write(register, isOpenDrain ? value | (1 << bit) : value & ~(1 << bit));
    }
    // Latches are written bit by bit: the value is the bit's number, plus 8 to set it.
    write(latch, (isHigh ? 8 : 0) | bit);
  }

  function start(): number {
    const id = (read(CHIP_ID.high) << 8) | read(CHIP_ID.low);
    if (id !== CHIP_ID.value) {
      throw new NeurorackError(
        'device-fault',
        `the chip at 0x${address.toString(16)} on ${bus.path} is no IO expander (0x${id.toString(16)})`,
        {
          remedy: 'correct the knob’s address or kind in the panel file',
        },
      );
    }
    setPin(CONTACT_A, false, true);
    setPin(CONTACT_B, false, true);
    setPin(COMMON, true, false);
    write(ENCODER.pins, CONTACT_A.pin | (CONTACT_B.pin << 4));
    write(ENCODER.enable, read(ENCODER.enable) | 1);
    return read(ENCODER.count);
  }

  return {
    poll: (onEvent) => {
      try {
        counted ??= start();
        const count = read(ENCODER.count);
        // An 8-bit counter that wraps: unambiguous below 128 detents between two polls.
        const steps = ((count - counted) << 24) >> 24;
        counted = count;
        if (steps !== 0) onEvent({ kind: 'turn', steps: isReversed ? -steps : steps, timeUs: clock.nowUs() });
      } catch (error) {
        counted = undefined;
        throw error;
      }
    },
    close: async () => undefined,
  };
}
