import { describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import {
  decodeMoving,
  encodeMoving,
  movingBytesLimit,
  quantiseMoving,
} from '../../../src/descriptors/timbre/moving-bytes.ts';
import {
  STORED_DESCRIPTORS,
  type StoredValue,
  storedColour,
  storedHarmonicity,
  storedHz,
  storedRatio,
} from '../../../src/descriptors/timbre/moving-values.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../../../src/descriptors/transform/perceptual.ts';
import { madeMoving, madeTrack } from '../with-moving.ts';

const SECOND = 87;
const sound = madeMoving(SECOND, [
  madeTrack(0, SECOND, 440.123),
  madeTrack(3, 60, 1000, 7),
  madeTrack(80, 7, 9000, -60),
]);

/** Float32 numbers from `low` to `high`, each a hundredth larger than the last. */
function numbers(low: number, high: number): number[] {
  const all = [];
  for (let value = low; value <= high; value *= 1.01) all.push(Math.fround(value));
  return all;
}

describe('a stored number', () => {
  const back = ({ encode, decode }: StoredValue, value: number): number => Math.fround(decode(encode(value)));

  it('of a pitch is at most an eighth of a cent away', () => {
    for (const hz of numbers(20, 22_040))
      expect(1200 * Math.abs(Math.log2(back(storedHz, hz) / hz))).toBeLessThan(0.126);
  });

  it('of a ratio is at most 0.15 dB away, and 0 stays 0', () => {
    for (const ratio of numbers(0.001, 6.4))
      expect(20 * Math.abs(Math.log10(back(storedRatio, ratio) / ratio))).toBeLessThan(0.151);
    expect(back(storedRatio, 0)).toBe(0);
  });

  it('of harmonicity is at most 0.004 away, and within half of its value above 0.0001', () => {
    for (const share of numbers(1e-4, 1)) {
      expect(Math.abs(back(storedHarmonicity, share) - share)).toBeLessThan(0.004);
      expect(Math.abs(back(storedHarmonicity, share) / share - 1)).toBeLessThan(0.5);
    }
  });

  it('of colour is at most 0.12 dB away', () => {
    for (let db = -60; db <= 0; db += 0.01) expect(Math.abs(back(storedColour, db) - db)).toBeLessThan(0.12);
  });

  it('of a descriptor is at most 1/5 cent or 0.0013 nepers of odds away up to a flatness of 0.9999', () => {
    for (const [d, name] of DESCRIPTORS.entries()) {
      const isRatio = name === 'zcr' || name === 'rms' || name === 'flatness';
      const scale = PERCEPTUAL_SCALES[name];
      for (const value of isRatio ? numbers(1e-4, 0.9999) : numbers(20, 22_050)) {
        const away = Math.abs(toPerceptual(scale, back(STORED_DESCRIPTORS[d], value)) - toPerceptual(scale, value));
        expect(away, `${name} of ${value}`).toBeLessThan(name === 'flatness' ? 1.3e-3 : 1.7e-4);
      }
    }
  });

  it('of silence and of a click is exact', () => {
    const silence = [0, 0, 0, 1, 0, 0, 5000];
    for (const d of [0, 1, 2, 3, 4, 5]) expect(back(STORED_DESCRIPTORS[d], silence[d])).toBe(silence[d]);
  });

  it('comes back as the same number, however often it is stored', () => {
    const check = (stored: StoredValue, max: number): void => {
      for (let n = 0; n <= max; n++) expect(stored.encode(Math.fround(stored.decode(n)))).toBe(n);
    };
    check(storedHz, 48_496);
    check(storedRatio, 255);
    check(storedHarmonicity, 255);
    check(storedColour, 255);
    for (const [d, name] of DESCRIPTORS.entries()) {
      const { encode, decode } = STORED_DESCRIPTORS[d];
      // The first two numbers and the last two mean the same end of the range.
      const last = name === 'flatness' ? encode(0.99996) : 0xfffd;
      const changed = Array.from({ length: last - 1 }, (_, n) => n + 2).filter(
        (n) => encode(Math.fround(decode(n))) !== n,
      );
      expect(changed, name).toEqual([]);
    }
  });
});

describe('a stored moving timbre', () => {
  it('comes back with the same points and tracks, steady ones with their exact frequency', () => {
    const back = quantiseMoving(sound);
    expect(back.points).toBe(SECOND);
    expect(back.tracks.map(({ first, hz, ratio }) => [first, hz.length, ratio.length])).toEqual([
      [0, 1, SECOND],
      [3, 60, 60],
      [80, 7, 7],
    ]);
    expect(back.tracks[0].hz).toEqual(sound.tracks[0].hz);
    for (const [n, hz] of back.tracks[2].hz.entries())
      expect(1200 * Math.abs(Math.log2(hz / sound.tracks[2].hz[n]))).toBeLessThan(0.126);
    expect(quantiseMoving(back)).toEqual(back);
  });

  it('has at most 10 kB a second: the weakest tracks, the last, are dropped', () => {
    const points = 10 * SECOND;
    const many = madeMoving(
      points,
      Array.from({ length: 96 }, (_, n) => madeTrack(0, points, 100 + 10 * n, n % 2 === 0 ? 1 : 0)),
    );
    const bytes = encodeMoving(many);
    expect(bytes.length).toBeLessThanOrEqual(movingBytesLimit(points));
    expect(movingBytesLimit(points)).toBeLessThan(10_000 * ((points * 512) / 44_100) + 1);
    const { tracks } = decodeMoving(bytes, points);
    expect(tracks.length).toBeGreaterThan(60);
    expect(tracks.map(({ hz }) => Math.round(hz[0]))).toEqual(
      many.tracks.slice(0, tracks.length).map(({ hz }) => Math.round(hz[0])),
    );
  });

  it('is refused with its fault when it is damaged', () => {
    const bytes = encodeMoving(sound);
    const changed = (at: number, value: number): Uint8Array => bytes.with(at, value);
    expect(() => decodeMoving(bytes, SECOND + 1)).toThrow('it has 87 grid points, the set has 88');
    expect(() => decodeMoving(changed(4, 97), SECOND)).toThrow('97 tracks, at most 96');
    expect(() => decodeMoving(changed(6, 1), SECOND)).toThrow('track 0 has 87 points from point 1, the set has 87');
    expect(() => decodeMoving(changed(8, 0), SECOND)).toThrow('track 0 has 0 points');
    expect(() => decodeMoving(changed(11, 2), SECOND)).toThrow('track 0 is of an unknown kind (2)');
    expect(() => decodeMoving(bytes.subarray(0, 100), SECOND)).toThrow('it ends after 100 bytes');
    expect(() => decodeMoving(Uint8Array.of(...bytes, 0), SECOND)).toThrow('1 bytes too many');
    // The second track's changes of frequency begin behind the first track, and its own head and first frequency.
    const changes = 6 + 10 + SECOND + 8;
    const endless = bytes.slice();
    endless.fill(0xff, changes, changes + 4);
    expect(() => decodeMoving(endless, SECOND)).toThrow('continues a change that has ended');
  });
});
