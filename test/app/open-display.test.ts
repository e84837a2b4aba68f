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
  const still = createIdleInstrument();
  const said: string[] = [];
  const messages = { log: (line: string) => void said.push(line), show: () => undefined, current: () => undefined };
  const target = createFakeTarget(otherwise);
  const { view: face, close } = await openDisplay(still.instrument, OPTIONS, {
    target,
    board: 'virtual',
    messages,
    address: () => undefined,
  });
  const panel = createPanelInstrument(still.instrument, OPTIONS, { view: face, hasJacks: true, isLive: () => true });
  return { ...still, face, said, close, onPanel: () => Buffer.from(panel.oled().data, 'base64') };
}

describe('the face of a board with a display', () => {
  it('is on the glass what it is on the panel, page by page, and the glass is dark in the end', async () => {
    const board = await loadBoard(BOARDS, 'virtual');
    const i2c = createSimulatedI2c({ time: createVirtualTime() });
    const chip = createSimulatedOled('ssd1306');
    i2c.attach(board.panel?.display?.address ?? 0, chip);
    const { go, onPanel, close, said } = await open({ createDisplay: async () => openPanelDisplay(board, i2c) });
    for (const page of ['play', 'menu', 'calibrate'] as const) {
      go({ page });
      while (Buffer.compare(chip.framebuffer(), onPanel()) !== 0) await sleep(5);
    }
    await close();
    expect(chip.isOn).toBe(false);
    expect(said).toEqual([]);
  });

  it('is on the panel alone where the display does not open, which is told of', async () => {
    const { onPanel, close, said } = await open({
      createDisplay: async () => {
        throw new NeurorackError('missing-device', '/dev/i2c-1 cannot be opened', { remedy: 'switch I2C on' });
      },
    });
    expect(Math.max(...onPanel())).toBe(1);
    expect(said).toEqual(['warning: display: /dev/i2c-1 cannot be opened; switch I2C on']);
    await close();
  });
});
