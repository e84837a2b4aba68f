import { describe, expect, it } from 'vitest';
import { createSampleRingMemory, openSampleRing } from '../../src/engine/sample-ring.ts';
import { createOutputTap } from '../../src/instrument/output-tap.ts';

const RATE = 44_100;

function setUp() {
  const tap = openSampleRing(createSampleRingMemory(32_768));
  const ear = createOutputTap({ tap, sampleRate: RATE });
  /** Plays a tone of so many samples. */
  const play = (hertz: number, count: number, amplitude = 0.5): void =>
    tap.write(
      Float32Array.from({ length: count }, (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / RATE)),
      count,
    );
  return { ear, play };
}

describe('the ear', () => {
  it('gives one taker every sample once, in order, though others listen too', () => {
    const { ear, play } = setUp();
    play(441, 100);
    ear.poll();
    play(441, 50);
    ear.poll();
    const { frame, samples } = ear.take();
    expect([frame, samples.length]).toEqual([0, 150]);
    expect(samples[100]).toBe(0);
    play(441, 10);
    expect(ear.take()).toMatchObject({ frame: 150 });
    expect(ear.take().samples).toHaveLength(0);
  });

  it('keeps no more than a second for a taker who does not come, and counts what it dropped', () => {
    const { ear, play } = setUp();
    for (let n = 0; n < 10; n++) {
      play(441, 10_000);
      ear.poll();
    }
    const { frame, samples } = ear.take();
    expect(samples.length).toBeLessThanOrEqual(RATE);
    expect(frame + samples.length).toBe(100_000);
  });

  it('hears level and descriptors of a tone, and its silence', () => {
    const { ear, play } = setUp();
    play(1000, 8192);
    ear.poll();
    expect(ear.level).toBeCloseTo(0.5, 2);
    const { f0 = 0, centroid = 0, rms = 0 } = ear.descriptors;
    expect(Math.abs(f0 - 1000)).toBeLessThan(2);
    expect(Math.abs(centroid - 1000)).toBeLessThan(30);
    expect(rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
    play(1000, 22_050, 0);
    ear.poll();
    expect(ear.level).toBeLessThan(0.03);
    expect(ear.descriptors).toEqual({ rms: 0 });
  });
});
