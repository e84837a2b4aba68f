import type { Clock } from '@neurorack/contracts/clock';
import type { CvInput } from '@neurorack/contracts/cv-input';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2cBus } from '../i2c/i2c-bus.ts';
import type { WaitUntil } from '../wait.ts';

/** Registers (TI SBAS473E, ADS101x, table 7; SBAS444D, ADS111x, table 6). */
const CONVERSION = 0x00;
const CONFIG = 0x01;

/** Bits of the config register. */
const START = 0x8000;
const SINGLE_SHOT = 0x0100;
const NO_COMPARATOR = 0x0003;
/** Input n against ground: 100 + n in bits 14-12. */
const inputBits = (input: number): number => (0b100 + input) << 12;

/** Full scale in volts by the gain bits 11-9. */
const FULL_SCALE_VOLTS: readonly number[] = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256];
/** The actual data rate is up to 10 % below the nominal one, and a chip needs 25 µs to wake up. */
const RATE_TOLERANCE = 1.1;
const WAKE_UP_US = 25;

export type Ads1x15Chip = 'ads1015' | 'ads1115';

/** Differences between the chips: bits of a result (left-justified in 16), fastest rate and its bits 7-5. */
const CHIPS = {
  ads1015: { bits: 12, samplesPerSecond: 3300, rateBits: 0b110 << 5 },
  ads1115: { bits: 16, samplesPerSecond: 860, rateBits: 0b111 << 5 },
} as const;

export interface Ads1x15Options {
  readonly chip: Ads1x15Chip;
  readonly bus: I2cBus;
  /** 0x48-0x4b, for the pin ADDR at ground, supply, SDA, SCL. */
  readonly address: number;
  /** The chip's inputs AIN0-AIN3 that become channels 0, 1, ... Default all four. */
  readonly inputs?: readonly number[];
  /** Full-scale voltage: 6.144, 4.096 (default), 2.048, 1.024, 0.512 or 0.256. */
  readonly fullScaleVolts?: number;
  readonly clock: Clock;
  readonly waitUntil: WaitUntil;
}

/**
 * Four voltages by an ADS1015 (12 bits, 3300 samples a second) or ADS1115 (16 bits, 860), single-shot. Each result is read before the next
 * conversion starts: a chip keeps a result only until the next one is complete, so a thread delayed by a third of a millisecond in between
 * would mistake one jack's voltage for another's. A round takes 2.3 ms (6.1 ms) at 400 kHz, with the chip's clock at its slowest. A
 * disconnected chip is addressed again at each reading, so it works as soon as it is back.
 *
 * Evidence: data sheets, and the simulator built from them; not yet run on the chips.
 *
 * @throws NeurorackError 'bad-config' for an address, input or full scale that the chips do not have
 */
export function createAds1x15(options: Ads1x15Options): CvInput {
  const { chip, bus, address, inputs = [0, 1, 2, 3], fullScaleVolts = 4.096, clock, waitUntil } = options;
  checkOptions(chip, address, inputs, fullScaleVolts);
  const { bits, samplesPerSecond, rateBits } = CHIPS[chip];
  const gain = FULL_SCALE_VOLTS.indexOf(fullScaleVolts);
  const conversionUs = (1e6 / samplesPerSecond) * RATE_TOLERANCE + WAKE_UP_US;
  const voltsPerCode = fullScaleVolts / 32_768;
  const configs = inputs.map((input) => {
    const word = START | inputBits(input) | (gain << 9) | SINGLE_SHOT | rateBits | NO_COMPARATOR;
    return Uint8Array.of(CONFIG, word >> 8, word & 0xff);
  });
  const point = Uint8Array.of(CONVERSION);
  const word = new Uint8Array(2);
  /** Bits below a result are always 0. */
  const empty = (1 << (16 - bits)) - 1;

  function readResult(): number {
    bus.write(address, point);
    bus.read(address, word);
    const code = (word[0] << 8) | word[1];
    if ((code & empty) !== 0) throw notAnAdc(code);
    return (code << 16) >> 16;
  }

  /** A floating bus reads as ones; so does a chip without supply. */
  function notAnAdc(code: number): NeurorackError {
    return new NeurorackError(
      'device-fault',
      `the chip at 0x${address.toString(16)} on ${bus.path} answers 0x${code.toString(16)}, which no ${chip} does`,
      { remedy: 'check its supply and wiring, and the chip that the board file names' },
    );
  }

  /** -1 is a valid result of an ADS1115: its config register then shows whether the chip is present. */
  function checkPresence(): void {
    bus.write(address, Uint8Array.of(CONFIG));
    bus.read(address, word);
    const last = configs[configs.length - 1];
    const mask = START >> 8;
    if ((word[0] | mask) === (last[1] | mask) && word[1] === last[2]) return;
    throw notAnAdc(0xffff);
  }

  return {
    channels: inputs.length,
    read: (into) => {
      let isAllOnes = true;
      for (let channel = 0; channel < inputs.length; channel++) {
        bus.write(address, configs[channel]);
        waitUntil(clock.nowUs() + conversionUs);
        const code = readResult();
        if (code !== -1) isAllOnes = false;
        into[channel] = code * voltsPerCode;
      }
      if (isAllOnes) checkPresence();
      return clock.nowUs();
    },
    close: async () => undefined,
  };
}

function checkOptions(chip: Ads1x15Chip, address: number, inputs: readonly number[], fullScaleVolts: number): void {
  if (!(Number.isInteger(address) && address >= 0x48 && address <= 0x4b)) {
    throw badConfig(chip, `address 0x${address.toString(16)}`, 'give 0x48, 0x49, 0x4a or 0x4b');
  }
  if (inputs.length === 0 || !inputs.every((input) => Number.isInteger(input) && input >= 0 && input < 4)) {
    throw badConfig(chip, `inputs ${inputs.join(', ') || '(none)'}`, 'give one to four of 0, 1, 2, 3');
  }
  if (!FULL_SCALE_VOLTS.includes(fullScaleVolts)) {
    throw badConfig(chip, `a full scale of ${fullScaleVolts} V`, `give one of ${FULL_SCALE_VOLTS.join(', ')}`);
  }
}

function badConfig(chip: string, what: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-config', `an ${chip} has no ${what}`, { remedy });
}
