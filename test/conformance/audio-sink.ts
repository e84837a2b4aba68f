import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AudioSink, AudioStream } from '../../src/contracts/audio-sink.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const FORMAT = { sampleRate: 44_100, periodFrames: 64 };

/**
 * Conformance tests of `src/contracts/audio-sink.ts` for one implementation.
 *
 * @param options.written the samples that reached the device or file, once the stream is closed; absent where they cannot be read back
 */
export function describeAudioSink(options: {
  name: string;
  create: () => AudioSink;
  isClocked: boolean;
  written?: () => Promise<readonly number[]>;
  /** Half a step of the device's samples; 0 where they are floats. */
  tolerance?: number;
}): void {
  const { name, create, isClocked, written, tolerance = 0 } = options;

  describe(`${name} as an audio sink`, () => {
    let stream: AudioStream;
    beforeEach(async () => {
      stream = await create().open(FORMAT);
    });
    afterEach(() => stream.close());

    it('reports its rate, its latency and whether it is clocked', () => {
      expect(stream.sampleRate).toBe(FORMAT.sampleRate);
      expect(stream.latencyFrames).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(stream.latencyFrames)).toBe(true);
      expect(stream.isClocked).toBe(isClocked);
      expect(stream.underruns).toBe(0);
    });

    it('writes every sample once, in order, though the caller overwrites its array', async () => {
      const period = new Float32Array(FORMAT.periodFrames);
      const expected: number[] = [];
      for (let p = 0; p < 300; p++) {
        for (let i = 0; i < period.length; i++) period[i] = Math.fround(Math.sin(p * period.length + i) / 2);
        expected.push(...period);
        await stream.write(period);
      }
      period.fill(1);
      const short = Float32Array.of(0.25, -0.5);
      await stream.write(short); // the last period may be shorter
      expected.push(...short);
      await stream.close();
      if (written !== undefined) expect(largestDifference(await written(), expected)).toBeLessThanOrEqual(tolerance);
      expect(stream.underruns).toBe(0);
    });

    it('rejects writes once closed, and can be closed twice', async () => {
      await stream.write(new Float32Array(FORMAT.periodFrames));
      await stream.close();
      await stream.close();
      const error = await namedErrorOf(() => stream.write(new Float32Array(FORMAT.periodFrames)));
      expect(error.kind).toBe('device-fault');
    });
  });
}

/** Returns the largest difference between two lists; Infinity when one is longer. */
function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((max, x, n) => Math.max(max, Math.abs(x - b[n])), 0);
}
