import { beforeEach, describe, expect, it } from 'vitest';
import type { Display } from '../../src/contracts/display.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

/** A display and its framebuffer, one byte per pixel. */
export interface DisplayBench {
  readonly display: Display;
  framebuffer(): Uint8Array;
}

/** Conformance tests of `src/contracts/display.ts` for one implementation. */
export function describeDisplay(options: { name: string; create: () => DisplayBench }): void {
  describe(`${options.name} as a display`, () => {
    let bench: DisplayBench;
    beforeEach(() => {
      bench = options.create();
    });

    it('shows each pixel in its place, and keeps no reference to the frame', async () => {
      const { display, framebuffer } = bench;
      const levels = 2 ** display.depth;
      const frame = Uint8Array.from({ length: display.width * display.height }, (_, i) => (i * 7) % levels);
      const expected = frame.slice();
      await display.show(frame);
      frame.fill(0);
      expect(framebuffer()).toEqual(expected);
      await display.show(frame);
      expect(framebuffer()).toEqual(frame);
    });

    it('rejects a frame of another size', async () => {
      const { display } = bench;
      const error = await namedErrorOf(() => display.show(new Uint8Array(display.width * display.height - 1)));
      expect(error.kind).toBe('bad-input');
    });

    it('is blank once closed, and can be closed twice', async () => {
      const { display, framebuffer } = bench;
      const size = display.width * display.height;
      await display.show(new Uint8Array(size).fill(1));
      await display.close();
      await display.close();
      expect(framebuffer()).toEqual(new Uint8Array(size));
    });
  });
}
