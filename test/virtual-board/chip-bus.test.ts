import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { type ChipBus, createChipBus } from '../../ci/virtual-board/test-bench/chip-bus.ts';
import { type BusFault, createFaultsMemory, openBusFaults } from '../../ci/virtual-board/test-bench/faults.ts';
import type { BusResponse } from '../../ci/virtual-board/test-bench/relay.ts';
import { loadBoard } from '../../src/board/board.ts';

const BOARDS = join(fileURLToPath(new URL('../../boards', import.meta.url)));
const { panel } = await loadBoard(BOARDS, 'virtual');
const ADC = 0x48;
const OLED = 0x3c;
const ENXIO = -6;
const ETIMEDOUT = -110;

function createBench(seed = 1) {
  const clock = createVirtualTime();
  const volts = Float64Array.of(0.15, 1.65, 3.15, 0);
  const faults = openBusFaults(createFaultsMemory());
  if (panel === undefined) throw new Error('the virtual board has a panel');
  const bus = createChipBus({ panel, volts, faults, clock, seed });
  return { clock, volts, faults, bus };
}

const write = (bus: ChipBus, address: number, ...bytes: number[]): BusResponse =>
  bus.respond({ number: 1, address, isRead: false, length: bytes.length, bytes: Uint8Array.from(bytes) });
const read = (bus: ChipBus, address: number, length: number): BusResponse =>
  bus.respond({ number: 1, address, isRead: true, length, bytes: new Uint8Array(0) });

/** One conversion of an input against ground at ±4.096 V; volts. */
function convert({ bus, clock }: ReturnType<typeof createBench>, input: number): number {
  write(bus, ADC, 1, 0xc3 | (input << 4), 0xc3);
  clock.advance(400);
  write(bus, ADC, 0);
  const [high, low] = read(bus, ADC, 2).bytes ?? [];
  return (((high << 24) | (low << 16)) >> 16) * (4.096 / 32_768);
}

describe('the chips of a virtual board', () => {
  it('convert the volts of each input', () => {
    const bench = createBench();
    for (const [input, volts] of bench.volts.entries()) expect(convert(bench, input)).toBeCloseTo(volts, 2);
    bench.volts[1] = 2.5;
    expect(convert(bench, 1)).toBeCloseTo(2.5, 2);
  });

  it('do not acknowledge at an address without a chip', () => {
    const { bus } = createBench();
    expect(read(bus, 0x50, 1)).toEqual({ status: ENXIO });
  });

  it.each([
    ['adc-gone', ADC, ENXIO],
    ['display-gone', OLED, ENXIO],
    ['bus-stuck', ADC, ETIMEDOUT],
    ['bus-stuck', OLED, ETIMEDOUT],
  ] satisfies [BusFault, number, number][])(
    '%s: 0x%x answers %i, and is back when that is over',
    (fault, address, status) => {
      const { bus, faults } = createBench();
      faults.set(fault, true);
      expect(write(bus, address, 0, 0)).toEqual({ status });
      faults.set(fault, false);
      expect(write(bus, address, 0, 0)).toEqual({ status: 0 });
    },
  );

  it('keep one chip when the other is gone', () => {
    const { bus, faults } = createBench();
    faults.set('adc-gone', true);
    expect(write(bus, OLED, 0, 0xae).status).toBe(0);
  });

  it('adc-frozen: repeats the previous reading', () => {
    const bench = createBench();
    const before = convert(bench, 0);
    bench.faults.set('adc-frozen', true);
    bench.volts[0] = 3;
    expect(convert(bench, 0)).toBe(before);
    bench.faults.set('adc-frozen', false);
    expect(convert(bench, 0)).toBeCloseTo(3, 2);
  });

  it('adc-noisy: adds the same noise for the same seed', () => {
    const listen = (seed: number): number[] => {
      const bench = createBench(seed);
      bench.faults.set('adc-noisy', true);
      return Array.from({ length: 200 }, () => convert(bench, 1));
    };
    const heard = listen(7);
    const mean = heard.reduce((sum, value) => sum + value, 0) / heard.length;
    const deviation = Math.sqrt(heard.reduce((sum, value) => sum + (value - mean) ** 2, 0) / heard.length);
    expect(mean).toBeCloseTo(1.65, 1);
    expect(deviation).toBeGreaterThan(0.015);
    expect(deviation).toBeLessThan(0.025);
    expect(listen(7)).toEqual(heard);
    expect(listen(8)).not.toEqual(heard);
  });
});
