import { describe, expect, it } from 'vitest';
import { boundedVolume, volumeGain } from '../../src/control/volume.ts';

describe('the master volume', () => {
  it('is a factor of exactly 1 at full volume and 0 at the lower bound, and never above 1', () => {
    expect([0, -60, -100, 12].map(volumeGain)).toEqual([1, 0, 0, 1]);
    expect(volumeGain(-20)).toBeCloseTo(0.1, 12);
  });

  it.each([
    [-3.5, -3.5],
    [5, 0],
    [-80, -60],
    [Number.NaN, 0],
    [Number.NEGATIVE_INFINITY, -60],
  ])('bounds %d dB to %d dB', (db, bounded) => {
    expect(boundedVolume(db)).toBe(bounded);
  });
});
