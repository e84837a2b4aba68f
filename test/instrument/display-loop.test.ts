import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeDisplay } from '../../src/contracts/fakes/fake-display.ts';
import { startDisplayLoop } from '../../src/instrument/display-loop.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const display = createFakeDisplay();
  const faults: string[] = [];
  let pixel = 0;
  const draw = (): Uint8Array => new Uint8Array(128 * 64).fill(1, pixel, pixel + 1);
  const shown = startDisplayLoop({ draw }, display, { onFault: ({ message }) => void faults.push(message) });
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const turn = (): void => void pixel++;
  return { display, faults, shown, pass, turn };
}

describe('a face on a display', () => {
  it('is there within 50 ms of a turn, and at once when it is asked for', async () => {
    const { display, shown, pass, turn } = setUp();
    await pass(50);
    expect(display.frames).toHaveLength(1);
    turn();
    await pass(50);
    expect(display.frames).toHaveLength(2);
    turn();
    shown.refresh();
    await pass(0);
    expect(display.frames.at(-1)?.indexOf(1)).toBe(2);
  });

  it('tells once of a display that went away, and finds it again', async () => {
    const { display, faults, pass, turn } = setUp();
    await pass(50);
    display.isAbsent = true;
    turn();
    await pass(10_000);
    expect(faults).toEqual(['the fake display does not answer']);
    display.isAbsent = false;
    await pass(2100);
    expect(display.frames.at(-1)?.indexOf(1)).toBe(1);
    display.isAbsent = true;
    turn();
    await pass(3000);
    expect(faults).toHaveLength(2);
  });

  it('leaves the display dark', async () => {
    const { display, shown, pass } = setUp();
    await pass(50);
    await shown.close();
    expect(Math.max(...(display.frames.at(-1) ?? []))).toBe(0);
  });
});
