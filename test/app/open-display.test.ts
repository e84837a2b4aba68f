import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPanelDisplay } from '@neurorack/linux-io';
import { createSimulatedI2c, createSimulatedOled, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { openDisplay } from '../../src/app/open-display.ts';
import { loadBoard } from '../../src/board/board.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { createFakeTarget } from '../../src/contracts/fakes/fake-target.ts';
import type { Target } from '../../src/contracts/target.ts';
import { createPanelInstrument } from '../../src/instrument/panel-instrument.ts';
import { createIdleInstrument } from '../instrument/idle-instrument.ts';

const OPTIONS = { sampleRate: 44_100, block: 256, latencyFrames: 31, sink: 'null' } as const;
const BOARDS = join(import.meta.dirname, '../../boards');

async function open(otherwise: Partial<Target>) {
  const idle = createIdleInstrument();
  const warnings: string[] = [];
  const target = createFakeTarget(otherwise);
  const { view, close } = await openDisplay(idle.instrument, OPTIONS, {
    target,
    board: 'virtual',
    message: () => undefined,
    address: () => undefined,
    onWarning: (line) => void warnings.push(line),
  });
  const panel = createPanelInstrument(idle.instrument, OPTIONS, { view });
  return { ...idle, warnings, close, onPanel: () => Buffer.from(panel.oled().data, 'base64') };
}

describe('the display of a board', () => {
  it('shows the panel’s frame on every page, and is cleared on close', async () => {
    const board = await loadBoard(BOARDS, 'virtual');
    const i2c = createSimulatedI2c({ time: createVirtualTime() });
    const chip = createSimulatedOled('ssd1306');
    i2c.attach(board.panel?.display?.address ?? 0, chip);
    const { go, onPanel, close, warnings } = await open({ createDisplay: async () => openPanelDisplay(board, i2c) });
    for (const page of ['play', 'menu', 'calibrate'] as const) {
      go({ page });
      while (Buffer.compare(chip.framebuffer(), onPanel()) !== 0) await sleep(5);
    }
    await close();
    expect(chip.isOn).toBe(false);
    expect(warnings).toEqual([]);
  });

  it('shows a low supply voltage while it lasts, and reports it once with its remedy', async () => {
    let hasLowVoltage = true;
    const { onPanel, close, warnings } = await open({
      createBoardHealth: () => ({
        read: async () => ({
          cpuTemperatureC: 50,
          acceleratorTemperatureC: null,
          isThrottled: hasLowVoltage,
          hasLowVoltage,
          power: null,
        }),
      }),
    });
    const quiet = onPanel();
    while (Buffer.compare(onPanel(), quiet) === 0) await sleep(20);
    expect(warnings).toEqual([expect.stringMatching(/^warning: the supply voltage is too low: .*5\.1 V and 5 A/)]);
    hasLowVoltage = false;
    while (Buffer.compare(onPanel(), quiet) !== 0) await sleep(20);
    expect(warnings).toHaveLength(1);
    await close();
  });

  it('reports a display that does not open, and draws for the panel alone', async () => {
    const { onPanel, close, warnings } = await open({
      createDisplay: async () => {
        throw new NeurorackError('missing-device', '/dev/i2c-1 cannot be opened', { remedy: 'switch I2C on' });
      },
    });
    expect(Math.max(...onPanel())).toBe(1);
    expect(warnings).toEqual(['warning: display: /dev/i2c-1 cannot be opened; switch I2C on']);
    await close();
  });
});
