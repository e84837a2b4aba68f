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
  const loop = startDisplayLoop({ draw }, display, { onFault: ({ message }) => void faults.push(message) });
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const change = (): void => void pixel++;
  return { display, faults, loop, pass, change };
}

describe('the display loop', () => {
  it('draws within 50 ms of a change, and at once on refresh', async () => {
    const { display, loop, pass, change } = setUp();
    await pass(50);
    expect(display.frames).toHaveLength(1);
    change();
    await pass(50);
    expect(display.frames).toHaveLength(2);
    change();
    loop.refresh();
    await pass(0);
    expect(display.frames.at(-1)?.indexOf(1)).toBe(2);
  });

  it('reports an absent display once, and resumes when it is back', async () => {
    const { display, faults, pass, change } = setUp();
    await pass(50);
    display.isAbsent = true;
    change();
    await pass(10_000);
    expect(faults).toEqual(['the fake display does not answer']);
    display.isAbsent = false;
    await pass(2100);
    expect(display.frames.at(-1)?.indexOf(1)).toBe(1);
    display.isAbsent = true;
    change();
    await pass(3000);
    expect(faults).toHaveLength(2);
  });

  it('clears the display on close', async () => {
    const { display, loop, pass } = setUp();
    await pass(50);
    await loop.close();
    expect(Math.max(...(display.frames.at(-1) ?? []))).toBe(0);
  });
});
