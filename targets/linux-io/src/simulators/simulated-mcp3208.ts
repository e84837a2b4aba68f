import type { SpiChip } from '../adc/spi-bus.ts';
import type { VirtualTime } from './virtual-time.ts';

/** An MCP3208 by its data sheet, bit by bit: samples after the bits of the input number, sends the result most significant bit first. */
export interface SimulatedMcp3208 extends SpiChip {
  /** Voltage at CH0-CH7. */
  readonly volts: Float64Array;
  isPlugged: boolean;
}

export function createSimulatedMcp3208(
  time: VirtualTime,
  options: { clockHz?: number; referenceVolts?: number } = {},
): SimulatedMcp3208 {
  const { clockHz = 1e6, referenceVolts = 3.3 } = options;
  const volts = new Float64Array(8);
  const chip: SimulatedMcp3208 = {
    path: '/dev/spidev0.0',
    volts,
    isPlugged: true,
    transfer: (bytes) => {
      const sent = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1));
      time.advance((sent.length / clockHz) * 1e6);
      if (!chip.isPlugged) {
        bytes.fill(0xff);
        return;
      }
      const start = sent.indexOf(1);
      const isSingle = sent[start + 1] === 1;
      const input = (sent[start + 2] << 2) | (sent[start + 3] << 1) | sent[start + 4];
      const inputVolts = isSingle ? volts[input] : volts[input] - volts[input ^ 1];
      const code = Math.min(Math.max(Math.floor((inputVolts / referenceVolts) * 4096), 0), 4095);
      // One clock to sample, a zero, then the result; before that the line floats (ones here).
      const answer = sent.map((_, at) => {
        const bit = at - (start + 6);
        if (start < 0 || bit < 0) return 1;
        return bit === 0 || bit > 12 ? 0 : (code >> (12 - bit)) & 1;
      });
      for (let i = 0; i < bytes.length; i++)
        bytes[i] = answer.slice(8 * i, 8 * i + 8).reduce((sum, bit) => 2 * sum + bit, 0);
    },
    close: () => undefined,
  };
  return chip;
}
