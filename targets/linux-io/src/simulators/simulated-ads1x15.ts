import type { Ads1x15Chip } from '../adc/ads1x15.ts';
import type { SimulatedChip } from './simulated-i2c.ts';
import type { VirtualTime } from './virtual-time.ts';

/** An ADS1015 or ADS1115 by its data sheet: pointer, four registers, single-shot conversions that take their time. */
export interface SimulatedAds1x15 extends SimulatedChip {
  /** Voltage at AIN0-AIN3. */
  readonly volts: Float64Array;
  /** Conversions that the start of another one interrupted. */
  readonly aborted: number;
}

const FULL_SCALE_VOLTS = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];
const RATES = {
  ads1015: [128, 250, 490, 920, 1600, 2400, 3300, 3300],
  ads1115: [8, 16, 32, 64, 128, 250, 475, 860],
} as const;
const CONFIG_AFTER_RESET = 0x8583;
const WAKE_UP_US = 25;
/** Oscillator 10 % slow, the worst case of the data sheet. */
const SLOW = 1.1;

export function createSimulatedAds1x15(chip: Ads1x15Chip, time: VirtualTime): SimulatedAds1x15 {
  const volts = new Float64Array(4);
  const bits = chip === 'ads1015' ? 12 : 16;
  const registers = Uint16Array.of(0, CONFIG_AFTER_RESET, 0x8000, 0x7fff);
  let pointer = 0;
  let doneUs = Number.POSITIVE_INFINITY;
  let result = 0;
  let aborted = 0;

  /** The chip samples during the conversion; the simulator at its end. */
  function settle(): void {
    if (time.nowUs() < doneUs) return;
    doneUs = Number.POSITIVE_INFINITY;
    registers[0] = result;
    registers[1] |= 0x8000;
  }

  function convert(config: number): void {
    const mux = (config >> 12) & 7;
    const pairs = [
      [0, 1],
      [0, 3],
      [1, 3],
      [2, 3],
    ];
    const difference = mux >= 4 ? volts[mux - 4] : volts[pairs[mux][0]] - volts[pairs[mux][1]];
    const scale = FULL_SCALE_VOLTS[(config >> 9) & 7];
    const step = 2 ** (16 - bits);
    const code = Math.round(((difference / scale) * 32_768) / step) * step;
    result = Math.min(Math.max(code, -32_768), 32_768 - step) & 0xffff;
    const rate = RATES[chip][(config >> 5) & 7];
    doneUs = time.nowUs() + WAKE_UP_US + (1e6 / rate) * SLOW;
  }

  return {
    volts,
    get aborted() {
      return aborted;
    },
    write: (bytes) => {
      settle();
      pointer = bytes[0] & 3;
      if (bytes.length < 3) return;
      const word = (bytes[1] << 8) | bytes[2];
      if (pointer === 0) return; // the conversion register is read-only
      registers[pointer] = word;
      if (pointer !== 1 || (word & 0x8000) === 0 || (word & 0x0100) === 0) return;
      if (doneUs !== Number.POSITIVE_INFINITY) aborted++;
      registers[1] &= 0x7fff;
      convert(word);
    },
    read: (into) => {
      settle();
      for (let i = 0; i < into.length; i++) into[i] = i % 2 === 0 ? registers[pointer] >> 8 : registers[pointer] & 0xff;
    },
  };
}
