import { join } from 'node:path';
import { createGpio, readPanelGates } from '@neurorack/linux-io';
import { createSimulatedGpio, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board/board.ts';
import { latchedGates } from '../../../src/cli/doctor/keeper-check.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');
const LABEL = 'tegra-gpio';
const KEEPER_OHMS = 4000;
/** A saturated transistor, or a closed contact. */
const CLOSED = { volts: 0, ohms: 50 };
const released = (pullUpOhms: number) => ({ volts: 3.3, ohms: pullUpOhms });
/** A CMOS buffer at 3.3 V. */
const BUFFER_OHMS = 50;

function createBench({ keeperOhms }: { keeperOhms?: number | undefined } = {}) {
  const time = createVirtualTime();
  const kernel = createSimulatedGpio({ time, chips: [[LABEL, 256]], version: 1, hasBias: false, keeperOhms });
  return { kernel, gpio: createGpio({ kernel, clock: time }) };
}

/** Edges of a gate that rises and falls twice, at an inverting front end. */
function edgesOf(pullUpOhms: number, keeperOhms?: number): boolean[] {
  const { kernel, gpio } = createBench({ keeperOhms });
  kernel.drive(LABEL, 149, released(BUFFER_OHMS));
  const lines = gpio.request(LABEL, { offsets: [149], isInverted: true });
  const edges: boolean[] = [];
  for (const source of [CLOSED, released(pullUpOhms), CLOSED, released(pullUpOhms)]) {
    kernel.drive(LABEL, 149, source);
    lines.poll((_line, isHigh) => edges.push(isHigh));
  }
  return edges;
}

describe('a line behind a level shifter with keepers of 4 kΩ', () => {
  it('never rises again by a pull-up of 10 kΩ: 0.94 V (NVIDIA/jetson-gpio#137)', () => {
    const { kernel } = createBench({ keeperOhms: KEEPER_OHMS });
    kernel.drive(LABEL, 149, CLOSED);
    expect(kernel.drive(LABEL, 149, released(10_000))).toBeCloseTo((3.3 * 4) / 14, 3);
    expect(edgesOf(10_000, KEEPER_OHMS)).toEqual([true]);
    expect(edgesOf(10_000)).toEqual([true, false, true, false]);
  });

  it('follows a buffer that drives it both ways, and a strong pull-up', () => {
    for (const ohms of [BUFFER_OHMS, 1000]) expect(edgesOf(ohms, KEEPER_OHMS)).toEqual([true, false, true, false]);
  });

  it('keeps a high level too, against a weak pull-down', () => {
    const { kernel } = createBench({ keeperOhms: KEEPER_OHMS });
    kernel.drive(LABEL, 149, released(BUFFER_OHMS));
    expect(kernel.drive(LABEL, 149, { volts: 0, ohms: 10_000 })).toBeCloseTo((3.3 * 10) / 14, 3);
    expect(createBench().kernel.drive(LABEL, 149, { volts: 1.65, ohms: 100 })).toBeCloseTo(1.65, 6);
  });
});

describe('the gates that the doctor reads', () => {
  it('are latched where a line stayed low, and the warning names pin and remedy', async () => {
    const board = await loadBoard(BOARDS, 'jetson-nano');
    const { kernel, gpio } = createBench({ keeperOhms: board.gpio?.keeperOhms });
    for (const line of [149, 200]) kernel.drive(LABEL, line, released(BUFFER_OHMS));
    expect(latchedGates(board, readPanelGates(board, gpio))).toBeUndefined();
    kernel.drive(LABEL, 200, CLOSED);
    kernel.drive(LABEL, 200, released(10_000));
    expect(readPanelGates(board, gpio)).toEqual([
      { name: 'gate1', pin: 29, isHigh: false },
      { name: 'gate2', pin: 31, isHigh: true },
    ]);
    expect(latchedGates(board, readPanelGates(board, gpio))).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('gate2 (pin 31)'),
      remedy: expect.stringContaining('74LVC14'),
    });
    expect(kernel.openCount).toBe(0);
  });

  it('are unknown while the instrument has the lines', async () => {
    const { kernel, gpio } = createBench();
    kernel.occupy(LABEL, 149);
    expect(readPanelGates(await loadBoard(BOARDS, 'jetson-nano'), gpio)).toEqual([]);
  });
});
