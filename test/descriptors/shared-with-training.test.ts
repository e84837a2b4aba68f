import { describe, expect, it } from 'vitest';
import { addDither } from '../../src/descriptors/analysis/dither.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../../src/descriptors/transform/perceptual.ts';
import { hash, hash2, uniform } from '../../src/numeric/hash.ts';

// The expected numbers were computed with models/training/neurorack_training/definitions.py (NumPy 2, float64).

describe('hash, compared with the training', () => {
  it.each([
    [0, 0],
    [1, 1753845952],
    [2, 3507691905],
    [255, 3007594116],
    [0x80000000, 3427483940],
    [0xffffffff, 1734902346],
  ])('agrees on %i', (x, expected) => {
    expect(hash(x)).toBe(expected);
  });

  it.each([
    [0x0, 0, 0],
    [0x1, 0, 1492470133],
    [0x0, 1, 1753845952],
    [0x64697468, 0, 3730736645],
    [0x64697468, 44_100, 3065038423],
    [0x70686173, 7, 806864492],
    [0x6e6f6973, 95, 318464082],
    [0xffffffff, 0xffffffff, 4198753130],
  ])('agrees on stream %i, position %i', (stream, position, expected) => {
    expect(hash2(stream, position)).toBe(expected);
  });

  it('gives the same uniform numbers', () => {
    expect([0, 1, 123_456].map((k) => uniform(0x70686173, k))).toEqual([
      0.8605320188216865, 0.9679227054584771, 0.844312533037737,
    ]);
  });
});

describe('dither, compared with the training', () => {
  const silence = new Float32Array(50_000);

  it('agrees sample by sample', () => {
    const noise = addDither(silence, -90);
    const expected = {
      0: 4.0381372938610574e-5,
      1: 3.27973595644181e-5,
      2: -5.456084103808417e-5,
      3: 3.421170207234008e-5,
      1000: -2.8888322919282706e-5,
      44100: 2.3402527347862593e-5,
      49999: 3.411668687746876e-5,
    };
    for (const [n, value] of Object.entries(expected)) expect(noise[Number(n)]).toBe(Math.fround(value));
  });

  it('has an RMS of -90 dBFS', () => {
    const noise = addDither(silence, -90);
    const rms = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / noise.length);
    expect(rms).toBeCloseTo(3.1662294804097274e-5, 10);
  });
});

describe('perceptual scale, compared with the training', () => {
  // to_perceptual of 0, 0.3, 50 and 9000 (flatness: 0, 0.3, 0.999 and 1)
  const EXPECTED = {
    rms: [-16.609640474436812, -1.7369655941662063, 5.643856189774724, 13.1357092861044],
    zcr: [0.0, 0.3, 50.0, 9000.0],
    rolloff: [4.321928094887363, 4.321928094887363, 5.643856189774724, 13.1357092861044],
    flatness: [-13.815509557963773, -0.8472978603872036, 6.906754778648553, 13.815509557935018],
    bandwidth: [4.321928094887363, 4.321928094887363, 5.643856189774724, 13.1357092861044],
    centroid: [4.321928094887363, 4.321928094887363, 5.643856189774724, 13.1357092861044],
    f0: [4.321928094887363, 4.321928094887363, 5.643856189774724, 13.1357092861044],
  };

  it.each(DESCRIPTORS)('agrees on %s', (name) => {
    const given = name === 'flatness' ? [0, 0.3, 0.999, 1] : [0, 0.3, 50, 9000];
    given.forEach(
      (value, i) =>
        void expect(toPerceptual(PERCEPTUAL_SCALES[name], value)).toBeCloseTo(EXPECTED[name][i] ?? Number.NaN, 12),
    );
  });

  it('agrees on the inverse', () => {
    expect(fromPerceptual(PERCEPTUAL_SCALES.rms, -4.37)).toBeCloseTo(0.04836140604819968, 14);
    expect(fromPerceptual(PERCEPTUAL_SCALES.flatness, -9.25)).toBeCloseTo(9.610241549947396e-5, 14);
    expect(fromPerceptual(PERCEPTUAL_SCALES.zcr, 0.06)).toBe(0.06);
  });
});
