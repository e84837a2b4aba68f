import { createSh1106, createSsd1306, createSsd1327, createSsd1362 } from '@neurorack/linux-io';
import {
  createSimulatedGreyOled,
  createSimulatedI2c,
  createSimulatedOled,
  createVirtualTime,
} from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeDisplay } from '../../conformance/display.ts';

const ADDRESS = 0x3c;
const PIXELS = 128 * 64;
const CHIPS = { ssd1306: createSsd1306, sh1106: createSh1106 } as const;

function createBench(name: keyof typeof CHIPS) {
  const i2c = createSimulatedI2c({ time: createVirtualTime() });
  const chip = createSimulatedOled(name);
  i2c.attach(ADDRESS, chip);
  const display = CHIPS[name]({ bus: i2c.open(1), address: ADDRESS, pauseMs: 0 });
  return { i2c, chip, display, framebuffer: () => chip.framebuffer() };
}

const blank = (): Uint8Array => new Uint8Array(PIXELS);

for (const name of ['ssd1306', 'sh1106'] as const) describeDisplay({ name, create: () => createBench(name) });

describe.each(['ssd1306', 'sh1106'] as const)('%s', (name) => {
  it('receives only the changed columns of each page', async () => {
    const { i2c, chip, display } = createBench(name);
    const frame = blank();
    await display.show(frame);
    i2c.clear();
    frame[20 * 128 + 30] = 1;
    frame[23 * 128 + 40] = 1;
    await display.show(frame);
    const [move, pixels, ...more] = i2c.transactions;
    expect(more).toHaveLength(0);
    const expected = name === 'ssd1306' ? [0x00, 0x21, 30, 40, 0x22, 2, 2] : [0x00, 0xb2, 0x00, 0x12];
    expect([...move.bytes]).toEqual(expected);
    expect([...pixels.bytes]).toEqual([0x40, 1 << 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 7]);
    expect(chip.framebuffer()).toEqual(frame);
    i2c.clear();
    await display.show(frame);
    expect(i2c.transactions).toHaveLength(0);
  });

  it('never occupies the bus for longer than a page: 3.2 ms at 400 kHz', async () => {
    const { i2c, display } = createBench(name);
    await display.show(blank().fill(1));
    const longest = Math.max(...i2c.transactions.map(({ startUs, endUs }) => endUs - startUs));
    expect(longest).toBeLessThan(3200);
  });

  it('never shows the random memory after power-on', async () => {
    const { i2c, chip, display } = createBench(name);
    expect(chip.isOn).toBe(false);
    const frame = blank();
    frame[5] = 1;
    await display.show(frame);
    expect(chip.isOn).toBe(true);
    expect(chip.framebuffer()).toEqual(frame);
    const on = i2c.transactions.findIndex(({ bytes }) => bytes[0] === 0 && bytes.includes(0xaf));
    expect(on).toBe(i2c.transactions.length - 1);
  });

  it('is initialised again after a disconnection and shows the whole next frame', async () => {
    const { i2c, chip, display } = createBench(name);
    const frame = blank();
    frame.fill(1, 0, 300);
    await display.show(frame);
    i2c.attach(ADDRESS, undefined);
    frame[4000] = 1;
    const error = await namedErrorOf(async () => display.show(frame));
    expect([error.kind, error.message]).toEqual(['device-fault', 'the chip at 0x3c on /dev/i2c-1 does not answer']);
    chip.losePower();
    i2c.attach(ADDRESS, chip);
    await display.show(frame);
    expect(chip.framebuffer()).toEqual(frame);
  });

  it('closes without an error when the display is disconnected', async () => {
    const { i2c, display } = createBench(name);
    await display.show(blank());
    i2c.attach(ADDRESS, undefined);
    await expect(display.close()).resolves.toBeUndefined();
  });
});

describe('a display on the bus of the ADC', () => {
  it('ends with the newest of the frames shown during a transfer', async () => {
    const i2c = createSimulatedI2c({ time: createVirtualTime() });
    const chip = createSimulatedOled('ssd1306');
    i2c.attach(ADDRESS, chip);
    const display = createSsd1306({ bus: i2c.open(1), address: ADDRESS, pauseMs: 1 });
    const frames = Array.from({ length: 4 }, (_, n) => blank().fill(1, n * 128, (n + 1) * 128));
    await Promise.all(frames.map((frame) => display.show(frame)));
    expect(chip.framebuffer()).toEqual(frames[3]);
    await display.close();
    expect(chip.isOn).toBe(false);
  });
});

const GREY = {
  ssd1327: { create: createSsd1327, width: 128 },
  ssd1362: { create: createSsd1362, width: 256 },
} as const;

function createGreyBench(name: keyof typeof GREY) {
  const i2c = createSimulatedI2c({ time: createVirtualTime() });
  const chip = createSimulatedGreyOled(name);
  i2c.attach(ADDRESS, chip);
  const display = GREY[name].create({ bus: i2c.open(1), address: ADDRESS, pauseMs: 0 });
  return { i2c, chip, display, framebuffer: () => chip.framebuffer() };
}

for (const name of ['ssd1327', 'ssd1362'] as const) describeDisplay({ name, create: () => createGreyBench(name) });

describe.each(['ssd1327', 'ssd1362'] as const)('%s, in 16 greys', (name) => {
  it('receives only the changed pairs of pixels of each row', async () => {
    const { i2c, display, chip } = createGreyBench(name);
    const { width } = GREY[name];
    const frame = new Uint8Array(display.width * display.height);
    await display.show(frame);
    i2c.clear();
    frame[20 * width + 30] = 15;
    frame[20 * width + 33] = 6;
    await display.show(frame);
    const [move, pixels, ...more] = i2c.transactions;
    expect(more).toHaveLength(0);
    expect([...move.bytes]).toEqual([0x00, 0x15, 15, 16, 0x75, 20, 20]);
    expect([...pixels.bytes]).toEqual([0x40, 0xf0, 0x06]);
    expect(Buffer.compare(chip.framebuffer(), frame)).toBe(0);
  });

  it('never occupies the bus for longer than 3.2 ms at 400 kHz, and pauses after 128 bytes', async () => {
    const time = createVirtualTime();
    const i2c = createSimulatedI2c({ time });
    i2c.attach(ADDRESS, createSimulatedGreyOled(name));
    let sentBytes = 0;
    const betweenPauses: number[] = [];
    const pause = async (): Promise<void> => {
      const all = i2c.transactions.reduce((sum, { bytes }) => sum + (bytes[0] === 0x40 ? bytes.length - 1 : 0), 0);
      betweenPauses.push(all - sentBytes);
      sentBytes = all;
    };
    const display = GREY[name].create({ bus: i2c.open(1), address: ADDRESS, pauseMs: 3, pause });
    await display.show(new Uint8Array(display.width * display.height).fill(9));
    expect(Math.max(...i2c.transactions.map(({ startUs, endUs }) => endUs - startUs))).toBeLessThan(3200);
    expect(Math.max(...betweenPauses)).toBe(128);
  });
});
