import { describe, expect, it } from 'vitest';
import { createJitterBuffer, type JitterBuffer } from '../../src/panel/jitter-buffer.ts';

const RATE = 44_100;
const BLOCK = 128;

/** A sine of 1 kHz from the sender, `count` samples from `first`. */
const sine = (first: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 1000 * (first + n)) / RATE));

/** Plays `seconds` of a sender that sends chunks of `every` samples to a reader whose clock runs at `ratio`. */
function play(
  buffer: JitterBuffer,
  { seconds, ratio = 1, every = 441 }: { seconds: number; ratio?: number; every?: number },
): Float32Array {
  const output = new Float32Array(Math.floor((seconds * RATE) / ratio / BLOCK) * BLOCK);
  let sent = 0;
  for (let at = 0; at < output.length; at += BLOCK) {
    while (sent + every <= at * ratio) {
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

  it('skips to the newest audio after the page was suspended', () => {
    const buffer = createJitterBuffer({ ratio: 1 });
    play(buffer, { seconds: 1 });
    buffer.push(sine(0, RATE));
    expect(buffer.report().fill).toBe(2048);
    expect(buffer.report().skips).toBe(1);
  });
});
