import { describe, expect, it } from 'vitest';
import { createSampleRingMemory, openSampleRing } from '../../src/engine/sample-ring.ts';
import { createOutputTap } from '../../src/instrument/output-tap.ts';

const RATE = 44_100;

function setUp() {
  const ring = openSampleRing(createSampleRingMemory(32_768));
  const tap = createOutputTap({ ring, sampleRate: RATE });
  /** Plays `count` samples of a tone. */
  const play = (hertz: number, count: number, amplitude = 0.5): void =>
    ring.write(
      Float32Array.from({ length: count }, (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / RATE)),
      count,
    );
  return { tap, play };
}

describe('the output tap', () => {
  it('takes every sample once, in order, although others poll too', () => {
    const { tap, play } = setUp();
    play(441, 100);
    tap.poll();
    play(441, 50);
    tap.poll();
    const { frame, samples } = tap.take();
    expect([frame, samples.length]).toEqual([0, 150]);
    expect(samples[100]).toBe(0);
    play(441, 10);
    expect(tap.take()).toMatchObject({ frame: 150 });
    expect(tap.take().samples).toHaveLength(0);
  });

  it('keeps at most a second of samples, and counts the dropped ones', () => {
    const { tap, play } = setUp();
    for (let n = 0; n < 10; n++) {
      play(441, 10_000);
      tap.poll();
    }
    const { frame, samples } = tap.take();
    expect(samples.length).toBeLessThanOrEqual(RATE);
    expect(frame + samples.length).toBe(100_000);
  });

  it('measures level and descriptors of a tone, and of silence', () => {
    const { tap, play } = setUp();
    play(1000, 8192);
    tap.poll();
    expect(tap.level).toBeCloseTo(0.5, 2);
    const { f0 = 0, centroid = 0, rms = 0 } = tap.descriptors;
    expect(Math.abs(f0 - 1000)).toBeLessThan(2);
    expect(Math.abs(centroid - 1000)).toBeLessThan(30);
    expect(rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
    play(1000, 22_050, 0);
    tap.poll();
    expect(tap.level).toBeLessThan(0.03);
    expect(tap.descriptors).toEqual({ rms: 0 });
  });
});
