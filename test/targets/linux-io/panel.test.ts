import { join } from 'node:path';
import { createGpio, type LinuxIo, openPanelDisplay, openPanelInputs, type Rpio } from '@neurorack/linux-io';
import {
  createSimulatedAds1x15,
  createSimulatedEncoder,
  createSimulatedGpio,
  createSimulatedI2c,
  createSimulatedMcp3208,
  createSimulatedOled,
  createVirtualTime,
} from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { boardIds, loadBoard } from '../../../src/board/board.ts';
import type { KnobEvent } from '../../../src/contracts/knob.ts';
import { withPanelInputs } from '../../../src/control/panel-inputs.ts';
import { expectNamedError } from '../../../testing/named-error.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');
const boards = await Promise.all((await boardIds(BOARDS)).map((id) => loadBoard(BOARDS, id)));
/** Boards with the faceplate whose chips and pins are simulated here. */
const ids = boards.filter(({ panel }) => panel?.id === 'neurorack-v1').map(({ id }) => id);

/** A board with all the chips of its file on simulated buses. */
async function createBench(id: string) {
  const board = await loadBoard(BOARDS, id);
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time, numbers: Object.values(board.buses) });
  const adc = createSimulatedAds1x15('ads1015', time);
  const oled = createSimulatedOled('ssd1306');
  i2c.attach(0x48, adc);
  i2c.attach(0x3c, oled);
  const chip = board.gpio?.chip ?? '';
  const kernel = createSimulatedGpio({ time, chips: [[chip, 300]] });
  const lineOf = (pin: number): number => board.gpio?.pins[String(pin)] ?? -1;
  const io: LinuxIo = {
    i2c,
    gpio: createGpio({ kernel, clock: time }),
    openRpio: () => {
      throw new Error('no board file of boards/ names rpio');
    },
    openSpi: () => createSimulatedMcp3208(time),
    waitUntil: time.waitUntil,
  };
  const setPin = (pin: number, isHigh: boolean): void => kernel.set(chip, lineOf(pin), isHigh);
  const encoder = createSimulatedEncoder({ time, setLine: (line, isHigh) => setPin([16, 18, 22][line], isHigh) });
  for (const pin of [29, 31]) setPin(pin, true); // gates low: the transistors do not pull
  return { board, time, i2c, adc, oled, io, setPin, encoder, kernel, chip };
}

describe.each(ids)('the panel of %s', (id) => {
  it('reads CVs in volts, gates and the knob through the front end, at the pins of its files', async () => {
    const { board, time, adc, io, setPin, encoder } = await createBench(id);
    const { cv, gates, knob } = openPanelInputs({ board, clock: time, io });
    for (const [jack, volts] of [10, -10, 0, 2.5].entries()) adc.volts[jack] = 1.65 - 0.15 * volts;
    const into = new Float32Array(4);
    cv?.read(into);
    for (const [jack, volts] of [10, -10, 0, 2.5].entries())
      expect.soft(into[jack], `CV${jack + 1}`).toBeCloseTo(volts, 1);
    const edges: (readonly [number, boolean])[] = [];
    setPin(31, false);
    setPin(29, false);
    setPin(31, true);
    if (gates?.kind === 'edges') gates.poll((gate, isHigh) => edges.push([gate, isHigh]));
    expect(edges).toEqual([
      [1, true],
      [0, true],
      [1, false],
    ]);
    encoder.turn(-2);
    let steps = 0;
    knob?.poll((event) => {
      if (event.kind === 'turn') steps += event.steps;
    });
    expect(steps).toBe(-2);
  });

  it('shows a frame on its display', async () => {
    const { board, i2c, oled } = await createBench(id);
    const display = openPanelDisplay(board, i2c);
    const frame = new Uint8Array(128 * 64);
    frame[1000] = 1;
    await display.show(frame);
    expect(oled.framebuffer()).toEqual(frame);
  });
});

describe('a board with `driver: rpio` in its file', () => {
  it('samples gates and encoder through rpio, and the control path derives edges from the levels', async () => {
    const { board, time, io } = await createBench('pi4-cpu');
    const levels = new Map<number, number>();
    const rpio: Rpio = {
      INPUT: 0,
      PULL_DOWN: 1,
      PULL_UP: 2,
      init: () => undefined,
      open: (pin) => void levels.set(pin, 1), // pulled up
      read: (pin) => levels.get(pin) ?? 0,
      close: () => undefined,
    };
    const byRpio = { ...board, gpio: { chip: '', pins: {}, ...board.gpio, driver: 'rpio' } } as const;
    const inputs = openPanelInputs({ board: byRpio, clock: time, io: { ...io, openRpio: () => rpio } });
    const { gates, knob } = withPanelInputs(inputs, time);
    const edges: (readonly [number, boolean])[] = [];
    const poll = (): void => gates.poll((gate, isHigh) => void edges.push([gate, isHigh]));
    poll();
    levels.set(29, 0); // the transistor pulls its line down
    poll();
    levels.set(29, 1);
    poll();
    expect(edges).toEqual([
      [0, true],
      [0, false],
    ]);
    let steps = 0;
    const turned = (event: KnobEvent): void => {
      if (event.kind === 'turn') steps += event.steps;
    };
    const contacts = createSimulatedEncoder({
      time,
      setLine: (line, isHigh) => {
        levels.set([16, 18, 22][line], isHigh ? 1 : 0);
        knob.poll(turned);
      },
    });
    contacts.turn(-2);
    expect(steps).toBe(-2);
  });
});

describe('a panel with a missing part', () => {
  it('works without it, and reports it', async () => {
    const { board, time, io, kernel, chip } = await createBench('pi5-cpu');
    kernel.occupy(chip, 23); // pin 16, the knob's contact A
    const { cv, gates, knob } = openPanelInputs({ board, clock: time, io });
    cv?.read(new Float32Array(4));
    if (gates?.kind === 'edges') gates.poll(() => undefined);
    expectNamedError(() => knob?.poll(() => undefined), 'busy', 'GPIO lines 23');
  });

  it('is refused when nothing responds, with the first reason', async () => {
    const { board, time, io } = await createBench('pi4-cpu');
    const dead: LinuxIo = {
      ...io,
      i2c: createSimulatedI2c({ time, numbers: [] }),
      gpio: createGpio({ kernel: createSimulatedGpio({ time, chips: [] }), clock: time }),
    };
    expectNamedError(
      () => openPanelInputs({ board, clock: time, io: dead }),
      'missing-device',
      'no input of the panel neurorack-v1 responds: there is no /dev/i2c-1',
    );
  });
});
