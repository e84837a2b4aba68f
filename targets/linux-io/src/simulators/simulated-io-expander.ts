import type { SimulatedChip } from './simulated-i2c.ts';

/** The encoder part of the IO expander: registers, bit-addressed latches, and a counter that runs only when set up correctly. */
export interface SimulatedIoExpander extends SimulatedChip {
  turn(steps: number): void;
  losePower(): void;
}

const LATCHES = [0x40, 0x50, 0x70];

export function createSimulatedIoExpander(): SimulatedIoExpander {
  const registers = new Uint8Array(256);
  let pointer = 0;

  function reset(): void {
    registers.fill(0);
    registers[0xfa] = 0x6a;
    registers[0xfb] = 0xe2;
    for (const mode1 of [0x71, 0x73, 0x6c]) registers[mode1] = 0xff; // pins start as inputs without pull-up
  }
  reset();

  const bit = (register: number, place: number): number => (registers[register] >> place) & 1;
  const isPulledUp = (latch: number, m1: number, m2: number, place: number): boolean =>
    bit(m1, place) === 0 && bit(m2, place) === 0 && bit(latch, place) === 1;

  return {
    write: (bytes) => {
      pointer = bytes[0];
      if (bytes.length < 2) return;
      if (!LATCHES.includes(pointer)) {
        registers[pointer] = bytes[1];
        return;
      }
      const mask = 1 << (bytes[1] & 7);
      if ((bytes[1] & 8) !== 0) registers[pointer] |= mask;
      else registers[pointer] &= ~mask;
    },
    read: (into) => void into.fill(registers[pointer]),
    turn: (steps) => {
      const isCounting =
        (registers[0x04] & 1) === 1 &&
        registers[0x05] === (12 | (3 << 4)) &&
        isPulledUp(0x40, 0x71, 0x72, 5) &&
        isPulledUp(0x50, 0x73, 0x74, 2) &&
        bit(0x71, 6) === 1 &&
        bit(0x72, 6) === 1 &&
        bit(0x40, 6) === 0;
      if (isCounting) registers[0x06] += steps;
    },
    losePower: reset,
  };
}
