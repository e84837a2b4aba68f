import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { TYPICAL_CORRELATION } from '../../../src/descriptors/transform/correlation.ts';
import { createPath } from '../../../src/descriptors/transform/create-path.ts';
import { normalise } from '../../../src/descriptors/transform/perceptual.ts';
import { createRandomWalk } from '../../../src/descriptors/transform/random-walk.ts';
import { impactSet, STATS } from '../sample-sets.ts';
import { allFrames, wholeLevel } from './read-path.ts';

const hit = impactSet({ frames: 90, onset: 0, peak: 4 });
const pathWith = (depth: number, seed: number, scrub = 0) =>
  createPath({ a: hit, variation: () => depth, walk: createRandomWalk({ seed }), scrub, stats: STATS });

/** One frame of the walks of many seeds: independent draws, 7 values per row. */
function draws(frame: number, count: number): number[][] {
  return Array.from({ length: count }, (_, seed) => {
    const walk = createRandomWalk({ seed });
    return DESCRIPTORS.map((_, d) => walk.at(d, frame));
  });
}

function moment(rows: readonly number[][], i: number, j: number): number {
  return rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) / rows.length;
}

describe('random walk', () => {
  it.each([0, 40])('has mean 0, deviation 1 and the correlation of real sounds at frame %i', (frame) => {
    const rows = draws(frame, 4000);
    for (let i = 0; i < 7; i++) {
      expect(Math.abs(rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length)).toBeLessThan(0.08);
      for (let j = 0; j < 7; j++) {
        expect(Math.abs(moment(rows, i, j) - (TYPICAL_CORRELATION[i]?.[j] ?? 0))).toBeLessThan(0.1);
      }
    }
  });

  it('is smooth: neighbouring frames are similar, frames a second apart are uncorrelated', () => {
    const frames = 20_000;
    const walk = createRandomWalk({ seed: 5 });
    const lag = (n: number) => {
      let sum = 0;
      for (let k = 0; k + n < frames; k++) sum += walk.at(0, k) * walk.at(0, k + n);
      return sum / (frames - n);
    };
    expect(lag(1) / lag(0)).toBeGreaterThan(0.99);
    expect(lag(16) / lag(0)).toBeLessThan(0.9);
    expect(Math.abs(lag(172) / lag(0))).toBeLessThan(0.1);
  });

  it('does not depend on the order in which frames are read', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(199), { minLength: 1, maxLength: 30 }), (seed, order) => {
        const inOrder = createRandomWalk({ seed });
        for (let k = 0; k < 200; k++) inOrder.at(3, k);
        const jumping = createRandomWalk({ seed });
        for (const k of order) expect(jumping.at(3, k)).toBe(inOrder.at(3, k));
      }),
    );
  });

  it('equals the walk of another seed after a restart with that seed', () => {
    const walk = createRandomWalk({ seed: 4 });
    walk.at(0, 700);
    walk.restart(9);
    for (const k of [0, 19, 699, 700, 3000]) expect(walk.at(2, k)).toBe(createRandomWalk({ seed: 9 }).at(2, k));
  });

  it('follows a given correlation, and refuses a matrix that is not a correlation', () => {
    const apart = DESCRIPTORS.map((_, i) => DESCRIPTORS.map((_, j) => (i === j ? 1 : 0)));
    const together = apart.map((row, i) => row.map((value, j) => (i + j === 1 ? 0.999999 : value)));
    const walk = createRandomWalk({ seed: 1, correlation: together });
    for (let k = 0; k < 10; k++) expect(Math.abs(walk.at(0, k) - walk.at(1, k))).toBeLessThan(0.02);
    const impossible = apart.map((row, i) => row.map((value, j) => (i + j === 1 ? 1.5 : value)));
    expect(() => createRandomWalk({ seed: 1, correlation: impossible })).toThrow(/row 1/);
    expect(() => createRandomWalk({ seed: 1, correlation: apart.slice(1) })).toThrow(/not a correlation/);
  });
});

describe('variation of a path', () => {
  it('leaves the path unchanged at depth 0, for any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(allFrames(pathWith(0, seed))).toEqual(allFrames(createPath({ a: hit, stats: STATS })));
        expect(wholeLevel(pathWith(0, seed))).toEqual(hit.level);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same bits for the same seed, another sound for another seed', () => {
    expect(allFrames(pathWith(0.5, 3))).toEqual(allFrames(pathWith(0.5, 3)));
    expect(wholeLevel(pathWith(0.5, 3))).toEqual(wholeLevel(pathWith(0.5, 3)));
    expect(allFrames(pathWith(0.5, 3))).not.toEqual(allFrames(pathWith(0.5, 4)));
  });

  it('has a small depth as its standard deviation on the normalised scale', () => {
    const centroid = DESCRIPTORS.indexOf('centroid');
    const stats = STATS[centroid] ?? STATS[0];
    if (stats === undefined) throw new Error('no statistics');
    const origin = normalise(stats, 1200);
    const frame = new Float32Array(7);
    let squares = 0;
    for (let seed = 0; seed < 3000; seed++) {
      pathWith(0.1, seed).readFrame(0, frame);
      squares += (normalise(stats, frame[centroid] ?? 0) - origin) ** 2;
    }
    expect(Math.sqrt(squares / 3000)).toBeGreaterThan(0.095);
    expect(Math.sqrt(squares / 3000)).toBeLessThan(0.102);
  });

  it('moves loudness by a fifth of an octave and the others by three quarters of a deviation at most, at any depth', () => {
    const frame = new Float32Array(7);
    const [loudness, ...others] = STATS;
    const plain = DESCRIPTORS.map((name) => hit.curves[name]);
    for (let seed = 0; seed < 200; seed++) {
      pathWith(5, seed).readFrame(20, frame);
      expect(Math.abs(Math.log2(frame[0] / plain[0][20]))).toBeLessThan(0.2001);
      expect(loudness.name).toBe('rms');
      for (const [n, stats] of others.entries()) {
        expect(Math.abs(normalise(stats, frame[n + 1]) - normalise(stats, plain[n + 1][20]))).toBeLessThan(0.7501);
      }
    }
  });

  it('does not move with the scrub position', () => {
    const offsets = (scrub: number) => {
      const [bent, plain] = [allFrames(pathWith(0.3, 8, scrub)), allFrames(pathWith(0, 8, scrub))];
      return [...bent].map((value, i) => Math.log2(value / (plain[i] ?? 0))).filter((_, i) => i % 7 === 6);
    };
    const [whole, half] = [offsets(0), offsets(0.5)];
    half.forEach((offset, k) => void expect(offset).toBeCloseTo(whole[k] ?? 0, 4));
  });

  it('moves the level lane with the RMS, without steps', () => {
    const ratio = [...wholeLevel(pathWith(0.5, 12))].map((value, i) => Math.log2(value / (hit.level[i] ?? 0)));
    const rms = allFrames(pathWith(0.5, 12));
    const frames = hit.frames - 1;
    for (let k = 1; k < frames; k++) {
      const ofFrame = Math.log2((rms[k * 7] ?? 0) / (hit.curves.rms[k] ?? 0));
      expect(((ratio[k * 8 - 1] ?? 0) + (ratio[k * 8] ?? 0)) / 2).toBeCloseTo(ofFrame, 2);
    }
    const steps = ratio.slice(1).map((value, i) => Math.abs(value - (ratio[i] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.05);
    expect(Math.max(...ratio) - Math.min(...ratio)).toBeGreaterThan(0.3);
  });
});
