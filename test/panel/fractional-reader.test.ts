import { describe, expect, it } from 'vitest';
import { createFractionalReader } from '../../src/panel/fractional-reader.ts';

const LENGTH = 4096;

describe('the fractional reader', () => {
  it('returns the sample itself at an integer position', () => {
    const ring = Float32Array.from({ length: LENGTH }, (_, n) => Math.sin(n * n));
    const readAt = createFractionalReader(ring);
    for (const n of [0, 7, 1000, LENGTH - 1, LENGTH + 5]) expect(readAt(n)).toBeCloseTo(ring[n % LENGTH], 6);
  });

  // The error as a share of a sine's amplitude: the taps end at 8 samples, hence worse towards half the rate.
  it.each([
    [1000, -80],
    [10_000, -75],
    [15_000, -70],
  ])('interpolates a sine of %i Hz with an error below %i dB', (hertz, errorDb) => {
    const at = (n: number): number => Math.sin((2 * Math.PI * hertz * n) / 44_100);
    const readAt = createFractionalReader(Float32Array.from({ length: LENGTH }, (_, n) => at(n)));
    let worst = 0;
    for (let position = 100; position < 4000; position += 0.91875) {
      worst = Math.max(worst, Math.abs(readAt(position) - at(position)));
    }
    expect(20 * Math.log10(worst)).toBeLessThan(errorDb);
  });
});
