import { beforeEach, describe, expect, it } from 'vitest';
import type { Display } from '../../src/contracts/display.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

/** A display and what stands on its glass, one byte a pixel. */
export interface DisplayBench {
  readonly display: Display;
  framebuffer(): Uint8Array;
}

/** The promises of `src/contracts/display.ts`, held against one implementation. */
export function describeDisplay(options: { name: string; create: () => DisplayBench }): void {
  describe(`${options.name} as a display`, () => {
    let bench: DisplayBench;
    beforeEach(() => {
      bench = options.create();
    });

    it('shows each pixel where the frame has it, and leaves the frame to the caller', async () => {
      const { display, framebuffer: glass } = bench;
      const levels = 2 ** display.depth;
      const frame = Uint8Array.from({ length: display.width * display.height }, (_, i) => (i * 7) % levels);
      const expected = frame.slice();
      await display.show(frame);
      frame.fill(0);
      expect(glass()).toEqual(expected);
      await display.show(frame);
      expect(glass()).toEqual(frame);
    });

    it('refuses a frame of another size', async () => {
      const { display } = bench;
      const error = await namedErrorOf(() => display.show(new Uint8Array(display.width * display.height - 1)));
      expect(error.kind).toBe('bad-input');
    });

    it('closes blank, twice', async () => {
      const { display, framebuffer: glass } = bench;
      const size = display.width * display.height;
      await display.show(new Uint8Array(size).fill(1));
      await display.close();
      await display.close();
      expect(glass()).toEqual(new Uint8Array(size));
    });
  });
}
