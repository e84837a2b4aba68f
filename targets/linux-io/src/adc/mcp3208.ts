import type { Clock } from '@neurorack/contracts/clock';
import type { CvInput } from '@neurorack/contracts/cv-input';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { SpiChip } from './spi-bus.ts';

const CODES = 4096;
/** Start bit and single-ended mode, before three bits of input (Microchip DS21298E, table 5-2 and figure 6-1). */
const START_SINGLE = 0b11000;

export interface Mcp3208Options {
  readonly spi: SpiChip;
  /** The chip's inputs CH0-CH7 that become channels 0, 1, ... Default the first four. */
  readonly inputs?: readonly number[];
  /** Voltage at VREF. Default 3.3. */
  readonly referenceVolts?: number;
  readonly clock: Clock;
}

/**
 * Up to eight voltages by an MCP3208: 12 bits, converted during the read, three bytes an input (24 µs at 1 MHz). For more than the
 * 450 rounds a second of an ADS1015.
 *
 * Evidence: data sheet, and the simulator built from it; not yet run on the chip.
 *
 * @throws NeurorackError 'bad-config' for an input that the chip does not have
 */
export function createMcp3208({ spi, inputs = [0, 1, 2, 3], referenceVolts = 3.3, clock }: Mcp3208Options): CvInput {
  if (inputs.length === 0 || !inputs.every((input) => Number.isInteger(input) && input >= 0 && input < 8)) {
    throw new NeurorackError('bad-config', `an mcp3208 has no inputs ${inputs.join(', ') || '(none)'}`, {
      remedy: 'give one to eight of 0 ... 7',
    });
  }
  const bytes = new Uint8Array(3);
  return {
    channels: inputs.length,
    read: (into) => {
      for (let channel = 0; channel < inputs.length; channel++) {
        const word = (START_SINGLE | inputs[channel]) << 6;
        bytes[0] = word >> 8;
        bytes[1] = word & 0xff;
        bytes[2] = 0;
        spi.transfer(bytes);
        // The chip sends a zero before the twelve bits; a floating bus reads as ones.
        if ((bytes[1] & 0x10) !== 0) {
          throw new NeurorackError('device-fault', `no MCP3208 answers on ${spi.path}`, {
            remedy: 'check its supply and wiring, and which chip select it is on',
          });
        }
        into[channel] = ((((bytes[1] & 0x0f) << 8) | bytes[2]) / CODES) * referenceVolts;
      }
      return clock.nowUs();
    },
    close: async () => spi.close(),
  };
}
