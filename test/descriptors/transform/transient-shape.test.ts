import { describe, expect, it } from 'vitest';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { createPath } from '../../../src/descriptors/transform/create-path.ts';
import { transientShape } from '../../../src/descriptors/transform/transient-shape.ts';
import { impactSet, STATS } from '../sample-sets.ts';
import { allFrames, curveOf, wholeLevel } from './read-path.ts';

const onset = 80;
const peak = 110; // 22 ms of rise
const hit = impactSet({ frames: 150, onset, peak, loudness: 0.3 });
/** Nothing may change later than 100 ms after the peak (138 lane values, with the window of a frame). */
const tailFrame = Math.ceil((peak + 138) / 8) + 2;

const pathAt = (sharpness: number, a: DescriptorSet = hit) =>
  createPath({ a, sharpness: () => sharpness, stats: STATS });
const levelAt = (sharpness: number, a?: DescriptorSet) => [...wholeLevel(pathAt(sharpness, a))];

/** Number of lane values from 10 % to 90 % of the maximum. */
function riseOf(level: readonly number[]): number {
  const top = Math.max(...level);
  return level.findIndex((value) => value >= 0.9 * top) - level.findIndex((value) => value >= 0.1 * top);
}

describe('sharpness', () => {
  it('leaves the set bit-identical at 0', () => {
    expect(wholeLevel(pathAt(0))).toEqual(hit.level);
    expect(allFrames(pathAt(0))).toEqual(allFrames(createPath({ a: hit, stats: STATS })));
  });

  it('makes the rise slower and the peak lower, the softer the more', () => {
    const [plain, half, full] = [levelAt(0), levelAt(-0.5), levelAt(-1)];
    expect(riseOf(half)).toBeGreaterThan(1.3 * riseOf(plain));
    expect(riseOf(full)).toBeGreaterThan(1.2 * riseOf(half));
    expect(Math.max(...half)).toBeLessThan(0.95 * Math.max(...plain));
    expect(Math.max(...full)).toBeLessThan(Math.max(...half));
  });

  it('makes the rise steeper and the peak higher, the sharper the more', () => {
    const [plain, half, full] = [levelAt(0), levelAt(0.5), levelAt(1)];
    expect(riseOf(half)).toBeLessThan(riseOf(plain));
    expect(riseOf(full)).toBeLessThan(0.5 * riseOf(half));
    expect(20 * Math.log10(Math.max(...half) / Math.max(...plain))).toBeCloseTo(3.01, 1);
    expect(20 * Math.log10(Math.max(...full) / Math.max(...plain))).toBeCloseTo(6.02, 1);
  });

  it('moves the RMS curve with the level lane', () => {
    const peakOf = (sharpness: number) => Math.max(...curveOf(pathAt(sharpness), 'rms'));
    expect(peakOf(-1)).toBeLessThan(0.8 * peakOf(0));
    expect(peakOf(1)).toBeGreaterThan(1.7 * peakOf(0));
  });

  it('widens the spectrum of a sharper attack and narrows that of a softer one, by at most half an octave', () => {
    const atAttack = (sharpness: number) => curveOf(pathAt(sharpness), 'bandwidth')[12] ?? 0;
    expect(atAttack(1) / atAttack(0)).toBeGreaterThan(1.3);
    expect(atAttack(1) / atAttack(0)).toBeLessThanOrEqual(Math.SQRT2 + 1e-6);
    expect(atAttack(-1) * atAttack(1)).toBeCloseTo(atAttack(0) ** 2, -1);
  });

  it('does not change the other descriptors', () => {
    for (const name of ['zcr', 'rolloff', 'flatness', 'centroid', 'f0'] as const) {
      expect(curveOf(pathAt(1), name)).toEqual([...hit.curves[name]]);
    }
  });

  it('keeps the tail bit-identical', () => {
    for (const sharpness of [-1, -0.3, 0.3, 1]) {
      expect(allFrames(pathAt(sharpness)).subarray(tailFrame * 7)).toEqual(
        allFrames(pathAt(0)).subarray(tailFrame * 7),
      );
      expect(wholeLevel(pathAt(sharpness)).subarray(tailFrame * 8)).toEqual(hit.level.subarray(tailFrame * 8));
    }
  });

  it('never raises the level before the onset', () => {
    for (const sharpness of [-1, 1]) expect(Math.max(...levelAt(sharpness).slice(0, onset))).toBeLessThanOrEqual(1e-5);
  });

  it('shapes the attack of each of two mixed sets', () => {
    const late = impactSet({ frames: 150, onset: 400, peak: 410, loudness: 0.3 });
    const level = (sharpness: number) =>
      wholeLevel(createPath({ a: hit, b: late, mix: () => 1, sharpness: () => sharpness, stats: STATS }));
    expect(level(1)[410]).toBeCloseTo(2 * (late.level[410] ?? 0), 5);
    expect(level(1)[peak]).toBe(late.level[peak]);
  });

  it('does not change the longer set after the end of the shorter one', () => {
    const long = impactSet({ frames: 200, onset: 0, peak: 1, decay: 0 });
    const level = (sharpness: number) =>
      wholeLevel(createPath({ a: hit, b: long, mix: () => 0.5, sharpness: () => sharpness, stats: STATS }));
    const end = hit.frames * 8;
    expect(level(1).subarray(end)).toEqual(level(0).subarray(end));
    expect(level(0).at(end)).toBeGreaterThan(1e-4);
  });

  it('keeps silence silent', () => {
    const silent = impactSet({ loudness: 0 });
    for (const sharpness of [-1, 1]) expect(Math.max(...levelAt(sharpness, silent))).toBe(0);
  });

  it('computes the shape only around the attack, so that a set of minutes costs no more than a short one', () => {
    const [short, long] = [150, 30_000].map((frames) =>
      transientShape(impactSet({ frames, onset, peak, loudness: 0.3 })),
    );
    expect(long.level.sharper.length).toBe(short.level.sharper.length);
    expect(long.bandwidth.sharper.length).toBe(short.bandwidth.sharper.length);
    expect(long.level.softer).toEqual(short.level.softer);
  });
});
