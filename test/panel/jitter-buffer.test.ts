import { describe, expect, it } from 'vitest';
import { createJitterBuffer, type JitterBuffer } from '../../src/panel/jitter-buffer.ts';

const RATE = 44_100;
const BLOCK = 128;

/** A sine of 1 kHz from the sender, `count` samples from `first`. */
const sine = (first: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 1000 * (first + n)) / RATE));

/** From and to a time, seconds: nothing arrives between them; all that was sent arrives at the end. */
type Stall = readonly [number, number];

/** Plays `seconds` of a sender that sends chunks of `every` samples to a reader whose clock runs at `ratio`. */
function play(
  buffer: JitterBuffer,
  {
    seconds,
    ratio = 1,
    every = 441,
    stalls = [],
  }: { seconds: number; ratio?: number; every?: number; stalls?: readonly Stall[] },
): Float32Array {
  const output = new Float32Array(Math.floor((seconds * RATE) / ratio / BLOCK) * BLOCK);
  let sent = 0;
  for (let at = 0; at < output.length; at += BLOCK) {
    const isStalled = stalls.some(([from, to]) => at >= from * RATE && at < to * RATE);
    while (!isStalled && sent + every <= at * ratio) {
      buffer.push(sine(sent, every));
      sent += every;
    }
    buffer.pull(output.subarray(at, at + BLOCK));
  }
  return output;
}

/** Largest jump between neighbours: 0.0714 for a whole 1 kHz sine of 0.5. */
const roughness = (samples: Float32Array): number =>
  samples.reduce((worst, x, n) => (n === 0 ? 0 : Math.max(worst, Math.abs(x - samples[n - 1]))), 0);

const risingZeros = (samples: Float32Array): number =>
  samples.filter((x, n) => n > 0 && x >= 0 && samples[n - 1] < 0).length;

describe('the jitter buffer', () => {
  it('is silent until the target fill is reached, then plays every sample once without a discontinuity', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    const output = play(buffer, { seconds: 2 });
    const first = output.findIndex((x) => x !== 0);
    expect(first / RATE).toBeGreaterThan(0.04);
    expect(roughness(output)).toBeLessThan(0.0716);
    expect(buffer.report()).toMatchObject({ underruns: 0, skips: 0 });
    expect(Math.abs(buffer.report().fill - 2048)).toBeLessThan(600);
  });

  it('keeps the pitch when the device runs at 48 kHz', () => {
    const ratio = RATE / 48_000;
    const output = play(createJitterBuffer({ ratio }), { seconds: 2, ratio });
    expect(risingZeros(output.subarray(48_000, 96_000)) / 1000).toBeCloseTo(1, 2);
    expect(roughness(output)).toBeLessThan(0.0716);
  });

  it.each([1.0003, 0.9997])('follows a sender whose clock runs at %f of the device’s, for two minutes', (drift) => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 120, ratio: drift });
    const { underruns, skips, fill } = buffer.report();
    expect([underruns, skips]).toEqual([0, 0]);
    expect(fill).toBeLessThan(3000);
  });

  it('fades around a gap, counts it and raises the target fill', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    const block = new Float32Array(BLOCK);
    buffer.push(sine(0, 4096));
    const output: number[] = [];
    for (let n = 0; n < 64; n++) {
      buffer.pull(block);
      output.push(...block);
    }
    expect(block).toEqual(new Float32Array(BLOCK));
    buffer.push(sine(0, 4096));
    for (let n = 0; n < 8; n++) {
      buffer.pull(block);
      output.push(...block);
    }
    expect(block.some((x) => Math.abs(x) > 0.4)).toBe(true);
    expect(roughness(Float32Array.from(output))).toBeLessThan(0.08);
    expect(buffer.report().underruns).toBe(1);
    expect(buffer.report().targetFill).toBe(3072);
  });

  it('raises the target fill for a sender of large chunks until there are no more gaps', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 10, every: 4410 });
    const { underruns } = buffer.report();
    play(buffer, { seconds: 10, every: 4410 });
    expect(buffer.report().underruns - underruns).toBeLessThanOrEqual(1);
    expect(buffer.report().targetFill).toBeGreaterThan(3000);
  });

  it('reduces latency while the buffer holds more than it needs', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 120 });
    expect(buffer.report().targetFill).toBeLessThan(1500);
    expect(buffer.report().underruns).toBe(0);
  });

  it('gives the latency of stalls back within twenty seconds, without a click, a dip or a change of pitch', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    const stalls = [4, 4.4, 4.8, 5.2, 5.6].map((at) => [at, at + 0.3] as const);
    const output = play(buffer, { seconds: 7, stalls });
    expect(buffer.report().targetFill).toBeGreaterThan(4000);
    const later = play(buffer, { seconds: 20 });
    const { targetFill, averageFill } = buffer.report();
    expect(targetFill).toBeLessThan(2400);
    expect(Math.abs(averageFill - targetFill)).toBeLessThan(600);
    // No period of the sine is weaker, louder, or torn.
    expect(roughness(later)).toBeLessThan(0.073);
    for (let at = 0; at < later.length; at += 441) {
      const peak = later.subarray(at, at + 441).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(peak).toBeGreaterThan(0.49);
      expect(peak).toBeLessThan(0.51);
    }
    expect(risingZeros(later.subarray(-2 * RATE)) / 2000).toBeCloseTo(1, 2);
    expect(roughness(output)).toBeLessThan(0.09);
  });

  it('drops within two seconds what a single stall has left in the buffer', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 6, stalls: [[3, 3.5]] });
    expect(buffer.report().averageFill).toBeLessThan(buffer.report().targetFill + 700);
    expect(buffer.report()).toMatchObject({ underruns: 1, skips: 0 });
  });

  it('keeps a larger buffer where stalls recur, until they cease', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    const stalls = Array.from({ length: 12 }, (_, n) => [10 * n + 5, 10 * n + 5.06] as const);
    play(buffer, { seconds: 65, stalls });
    const { underruns } = buffer.report();
    play(buffer, { seconds: 55, stalls });
    expect(buffer.report().underruns).toBeLessThanOrEqual(underruns + 1);
    play(buffer, { seconds: 180 });
    expect(buffer.report().targetFill).toBeLessThan(2400);
  });

  it('counts a stall once, whatever number of gaps it consists of, and none before the sound is on', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    // The page has not played yet: messages wait in the buffer.
    for (let n = 0; n < 200; n++) buffer.push(sine(441 * n, 441));
    expect(buffer.report()).toMatchObject({ underruns: 0, skips: 0 });
    const block = new Float32Array(BLOCK);
    for (let n = 0; n < 100; n++) buffer.pull(block);
    buffer.push(sine(0, 2 * RATE));
    buffer.push(sine(0, 2 * RATE));
    expect(buffer.report()).toMatchObject({ underruns: 1, skips: 0 });
    play(buffer, { seconds: 3 });
    play(buffer, { seconds: 1, stalls: [0.1, 0.3, 0.5].map((at) => [at, at + 0.15] as const) });
    expect(buffer.report().underruns + buffer.report().skips).toBe(2);
  });

  it('skips to the newest audio after the page was suspended', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 1 });
    buffer.push(sine(0, RATE));
    expect(buffer.report().fill).toBe(2048);
    expect(buffer.report().skips).toBe(1);
  });
});
