import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChannelMeter } from '../../../src/descriptors/sound/channel-meter.ts';
import { uniform } from '../../../src/numeric/hash.ts';

const LENGTH = 20_000;
const noise = (stream: number): Float32Array =>
  Float32Array.from({ length: LENGTH }, (_, n) => uniform(stream, n) - 0.5);

/** Measures whole channels in blocks of a length. */
function measure(channels: readonly Float32Array[], blockLength = LENGTH) {
  const meter = createChannelMeter();
  for (let at = 0; at < channels[0].length; at += blockLength) {
    const blocks = channels.map((channel) => channel.subarray(at, at + blockLength));
    const mean = blocks[0].map((_, n) => blocks.reduce((sum, block) => sum + block[n], 0) / blocks.length);
    meter.push(blocks, mean, 0, mean.length);
  }
  return meter;
}

describe('the meter of channels', () => {
  it('finds inverted channels of unequal level that cancel, names the loudest, and ignores their DC', () => {
    const gains = fc.double({ min: 0.7, max: 1.4, noNaN: true }).filter((gain) => Math.abs(gain - 1) > 1e-3);
    fc.assert(
      fc.property(
        gains,
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        fc.integer({ min: 1, max: 9000 }),
        (gain, dc, block) => {
          const left = noise(1).map((x) => x + dc);
          const right = noise(1).map((x) => -gain * x + dc);
          const found = measure([left, right], block).cancellation();
          expect(found).toMatchObject({ loudest: gain > 1 ? 1 : 0, channels: 2 });
          const meanDb = 20 * Math.log10(Math.abs(1 - gain) / 2 / Math.max(1, gain));
          expect(found?.meanDb).toBeCloseTo(meanDb, 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds nothing in one channel, equal, unrelated and one-sided channels, or silence', () => {
    const silence = new Float32Array(LENGTH);
    const sets = [
      [noise(1)],
      [noise(1), noise(1)],
      [noise(1), noise(2)],
      [noise(1), silence],
      [silence, silence],
      [noise(1), ...Array.from({ length: 5 }, () => silence)],
      [noise(1), noise(1).map((x) => -0.4 * x)],
    ];
    for (const channels of sets) expect(measure(channels).cancellation()).toBeUndefined();
  });

  const sine = (hertz: number, gain: number, scale: number): Float32Array =>
    Float32Array.from({ length: LENGTH }, (_, n) => {
      const x = gain * Math.sin((2 * Math.PI * hertz * n) / 44_100);
      return Math.max(-scale, Math.min(scale - 1, Math.round(scale * x))) / scale;
    });

  it('counts no clipping in a full-scale tone of 16 or 8 bits, whose top is rounded, from 20 Hz on', () => {
    fc.assert(
      fc.property(fc.double({ min: 20, max: 8000, noNaN: true }), fc.constantFrom(32_768, 128), (hertz, scale) => {
        expect(measure([sine(hertz, (scale - 1) / scale, scale)]).clipping()).toEqual({ samples: 0, runs: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('counts the samples at full scale of a clipped tone, in blocks of any length', () => {
    const tones = fc.record({
      hertz: fc.double({ min: 60, max: 1500, noNaN: true }),
      gain: fc.double({ min: 1.3, max: 8, noNaN: true }),
      block: fc.integer({ min: 1, max: 9000 }),
    });
    fc.assert(
      fc.property(tones, ({ hertz, gain, block }) => {
        const tone = sine(hertz, gain, 32_768);
        const full = tone.filter((x) => x >= 32_767 / 32_768 || x === -1).length;
        const { samples, runs } = measure([tone], block).clipping();
        expect(Math.abs(runs - (2 * hertz * LENGTH) / 44_100)).toBeLessThanOrEqual(2);
        expect(samples).toBeLessThanOrEqual(full);
        expect(samples).toBeGreaterThan(0.9 * full);
      }),
      { numRuns: 30 },
    );
  });
});
