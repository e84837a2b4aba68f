import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate } from '../../../src/descriptors/transform/interpolation.ts';
import {
  denormalise,
  fromPerceptual,
  normalise,
  PERCEPTUAL_SCALES,
  toPerceptual,
} from '../../../src/descriptors/transform/perceptual.ts';
import { STATS } from '../sample-sets.ts';

const natural = {
  log2: fc.double({ min: 20, max: 22_050 }),
  logit: fc.double({ min: 1e-6, max: 1 - 1e-6 }),
  linear: fc.double({ min: 0, max: 1 }),
};
const someDescriptor = fc.constantFrom(...STATS);
const someValue = (stats: (typeof STATS)[number]) =>
  (stats.name === 'rms' ? fc.double({ min: 1e-5, max: 1 }) : natural[stats.scale]).filter(Number.isFinite);
const descriptorAndTwoValues = someDescriptor.chain((stats) =>
  fc.tuple(fc.constant(stats), someValue(stats), someValue(stats)),
);

describe('perceptual scale', () => {
  it('maps doubling of any frequency to one octave', () => {
    expect(toPerceptual(PERCEPTUAL_SCALES.centroid, 880) - toPerceptual(PERCEPTUAL_SCALES.centroid, 440)).toBe(1);
    expect(toPerceptual(PERCEPTUAL_SCALES.f0, 120) - toPerceptual(PERCEPTUAL_SCALES.f0, 60)).toBeCloseTo(1, 12);
  });

  it('uses log-odds for flatness, and the natural unit for zcr', () => {
    expect(toPerceptual(PERCEPTUAL_SCALES.flatness, 0.5)).toBe(0);
    expect(toPerceptual(PERCEPTUAL_SCALES.flatness, 0.9)).toBeCloseTo(Math.log(9), 12);
    expect(toPerceptual(PERCEPTUAL_SCALES.zcr, 0.37)).toBe(0.37);
  });

  it('maps silence and empty spectra to the floor', () => {
    expect(toPerceptual(PERCEPTUAL_SCALES.rms, 0)).toBeCloseTo(Math.log2(1e-5), 12);
    expect(toPerceptual(PERCEPTUAL_SCALES.centroid, 0)).toBeCloseTo(Math.log2(20), 12);
    expect(toPerceptual(PERCEPTUAL_SCALES.flatness, 0)).toBeCloseTo(Math.log(1e-6 / (1 - 1e-6)), 9);
    expect(toPerceptual(PERCEPTUAL_SCALES.flatness, 1)).toBeCloseTo(-Math.log(1e-6 / (1 - 1e-6)), 9);
  });

  it('is invertible, normalised or not', () => {
    fc.assert(
      fc.property(descriptorAndTwoValues, ([stats, value]) => {
        const near = 1e-9 * Math.max(1, value);
        expect(Math.abs(fromPerceptual(stats, toPerceptual(stats, value)) - value)).toBeLessThan(near);
        expect(Math.abs(denormalise(stats, normalise(stats, value)) - value)).toBeLessThan(near);
      }),
    );
  });

  it('normalises the training mean to 0 and one deviation above it to 1', () => {
    const centroid = { name: 'centroid', ...PERCEPTUAL_SCALES.centroid, mean: 10, std: 2 } as const;
    expect(normalise(centroid, 1024)).toBe(0);
    expect(normalise(centroid, 4096)).toBe(1);
  });
});

describe('interpolation', () => {
  it('gives 1 kHz half way between 100 Hz and 10 kHz', () => {
    expect(interpolate(PERCEPTUAL_SCALES.centroid, 100, 10_000, 0.5)).toBeCloseTo(1000, 6);
  });

  it('takes the geometric mean of the odds for flatness, and the mean for zcr', () => {
    expect(interpolate(PERCEPTUAL_SCALES.flatness, 0.1, 0.9, 0.5)).toBeCloseTo(0.5, 12);
    expect(interpolate(PERCEPTUAL_SCALES.zcr, 0.1, 0.3, 0.5)).toBeCloseTo(0.2, 12);
  });

  it('is exact at both ends', () => {
    fc.assert(
      fc.property(descriptorAndTwoValues, ([stats, a, b]) => {
        expect(interpolate(stats, a, b, 0)).toBe(a);
        expect(interpolate(stats, a, b, 1)).toBe(b);
      }),
    );
  });

  it('is monotonic from one end to the other', () => {
    fc.assert(
      fc.property(
        descriptorAndTwoValues,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([stats, a, b], m, n) => {
          const [low, high] = [Math.min(m, n), Math.max(m, n)];
          const step = (interpolate(stats, a, b, high) - interpolate(stats, a, b, low)) * Math.sign(b - a);
          expect(step).toBeGreaterThanOrEqual(-1e-9 * Math.max(a, b));
        },
      ),
    );
  });
});
