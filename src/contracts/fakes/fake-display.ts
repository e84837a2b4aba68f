import type { Display } from '../display.ts';
import { NeurorackError } from '../errors.ts';

export interface FakeDisplay extends Display {
  /** Copies of the frames shown; an unchanged frame is not repeated. */
  readonly frames: readonly Uint8Array[];
  isAbsent: boolean;
}

/** A display that records its frames. */
export function createFakeDisplay({ width = 128, height = 64, depth = 1 as Display['depth'] } = {}): FakeDisplay {
  const frames: Uint8Array[] = [];
  const fake: FakeDisplay = {
    width,
    height,
    depth,
    frames,
    isAbsent: false,
    show: (frame) => {
      if (fake.isAbsent) {
        throw new NeurorackError('device-fault', 'the fake display does not answer', { remedy: 'clear the fault' });
      }
      if (frame.length !== width * height || frame.some((pixel) => pixel >= 2 ** depth)) {
        throw new NeurorackError('bad-input', `a frame is ${width} x ${height} pixels of ${depth} bit`, {
          remedy: 'draw the frame for this display',
        });
      }
      const last = frames.at(-1);
      if (last === undefined || frame.some((pixel, i) => pixel !== last[i])) frames.push(frame.slice());
    },
    close: async () => {
      if (frames.at(-1)?.some((pixel) => pixel !== 0)) frames.push(new Uint8Array(width * height));
    },
  };
  return fake;
}
