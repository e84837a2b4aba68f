import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ANALYSIS, DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { DESCRIPTOR_RANGES } from '../../../src/descriptors/descriptor-ranges.ts';
import { LEVELS_PER_FRAME } from '../../../src/descriptors/descriptor-set.ts';
import { createPath } from '../../../src/descriptors/transform/create-path.ts';
import { createRandomWalk } from '../../../src/descriptors/transform/random-walk.ts';
import { impactSet, STATS } from '../sample-sets.ts';
import { allFrames, curveOf, wholeLevel } from './read-path.ts';

const dark = impactSet({
  name: 'dark',
  frames: 100,
  colour: { centroid: 100, rolloff: 300, f0: 50, flatness: 0.001, bandwidth: 200, zcr: 0.01 },
});
const bright = impactSet({
  name: 'bright',
  frames: 60,
  loudness: 0.1,
  decay: 0.12,
  colour: { centroid: 10_000, rolloff: 15_000, f0: 800, flatness: 0.4, bandwidth: 5000, zcr: 0.4 },
});
const held = (value: number) => () => value;

function interleaved(set: typeof dark): Float32Array {
  return Float32Array.from(
    { length: set.frames * 7 },
    (_, i) => set.curves[DESCRIPTORS[i % 7] ?? 'rms'][Math.floor(i / 7)] ?? Number.NaN,
  );
}

describe('path at neutral settings', () => {
  it('is bit-identical to the set', () => {
    const path = createPath({ a: dark, stats: STATS });
    expect(path.frames).toBe(100);
    expect(allFrames(path)).toEqual(interleaved(dark));
    expect(wholeLevel(path)).toEqual(dark.level);
  });

  it('is bit-identical to the set with all controls given at their defaults', () => {
    const path = createPath({
      a: dark,
      b: dark,
      mix: held(0),
      scrub: 0,
      sharpness: held(0),
      variation: held(0),
      walk: createRandomWalk({ seed: 7 }),
      stats: STATS,
    });
    expect(allFrames(path)).toEqual(interleaved(dark));
    expect(wholeLevel(path)).toEqual(dark.level);
  });

  it('holds its first and last frame outside its length', () => {
    const path = createPath({ a: bright, stats: STATS });
    const [inside, outside] = [new Float32Array(7), new Float32Array(7)];
    path.readFrame(59, inside);
    path.readFrame(5000, outside);
    expect(outside).toEqual(inside);
    path.readFrame(0, inside);
    path.readFrame(-1, outside);
    expect(outside).toEqual(inside);
  });
});

describe('mix of two sets', () => {
  it('is set B over its length at mix 1', () => {
    const path = createPath({ a: dark, b: bright, mix: held(1), stats: STATS });
    expect(allFrames(path).subarray(0, 60 * 7)).toEqual(interleaved(bright));
    expect(wholeLevel(path).subarray(0, 60 * 8)).toEqual(bright.level);
  });

  it('is 1 kHz half way between 100 Hz and 10 kHz', () => {
    const path = createPath({ a: dark, b: bright, mix: held(0.5), stats: STATS });
    for (const centroid of curveOf(path, 'centroid')) expect(centroid).toBeCloseTo(1000, 1);
  });

  it('moves every descriptor and the level monotonically in five steps of mix', () => {
    const steps = [0, 0.25, 0.5, 0.75, 1].map((mix) => {
      const path = createPath({ a: dark, b: bright, mix: held(mix), stats: STATS });
      return [...allFrames(path), ...wholeLevel(path)];
    });
    const [first = [], last = []] = [steps[0], steps[4]];
    const wrong = first.filter((a, i) => {
      const way = Math.sign((last[i] ?? 0) - a);
      return steps.slice(1).some((step, n) => ((step[i] ?? 0) - (steps[n]?.[i] ?? 0)) * way < -1e-6 * Math.abs(a));
    });
    expect(wrong).toEqual([]);
  });

  it('is as long as the longer set; the shorter one decays without a jump or a drone', () => {
    const path = createPath({ a: dark, b: bright, mix: held(1), stats: STATS });
    expect(path.frames).toBe(100);
    const level = [...wholeLevel(path)];
    const ratios = level.slice(470).map((value, i) => value / (level[469 + i] ?? 0));
    expect(Math.max(...ratios)).toBeLessThan(1);
    expect(Math.min(...ratios)).toBeGreaterThan(0.95);
    // B fell by 0.12 octaves per frame, and continues to.
    expect(Math.log2((level[70 * 8] ?? 0) / (level[90 * 8] ?? 0))).toBeCloseTo(20 * 0.12, 1);
    const rms = curveOf(path, 'rms');
    expect(Math.log2((rms[70] ?? 0) / (rms[90] ?? 0))).toBeCloseTo(20 * 0.12, 1);
    expect(curveOf(path, 'centroid')[99]).toBe(10_000);
  });

  it('fades a set that ends at full level by 60 dB per second', () => {
    const drone = impactSet({ frames: 20, onset: 0, peak: 0, decay: 0 });
    const level = wholeLevel(createPath({ a: drone, b: impactSet({ frames: 300 }), mix: held(0), stats: STATS }));
    const fallenDb = 20 * Math.log10((level[19 * 8 + 7] ?? 0) / (level[192 * 8 + 2] ?? 0)); // 172.4 frames = 1 s
    expect(fallenDb).toBeGreaterThan(59);
    expect(fallenDb).toBeLessThan(61);
  });

  it('reads a moving mix for the frame that it applies to', () => {
    const path = createPath({ a: dark, b: bright, mix: (k) => (k < 30 ? 0 : 1), stats: STATS });
    const centroid = curveOf(path, 'centroid');
    expect([centroid[29], centroid[30]]).toEqual([100, 10_000]);
  });

  it('clamps a mix that is out of range or NaN', () => {
    const centroidAt = (mix: number) =>
      curveOf(createPath({ a: dark, b: bright, mix: held(mix), stats: STATS }), 'centroid')[0];
    expect([centroidAt(-3), centroidAt(7), centroidAt(Number.NaN)]).toEqual([100, 10_000, 100]);
  });
});

describe('scrub', () => {
  it('starts inside the set and ends at its end', () => {
    const whole = allFrames(createPath({ a: dark, stats: STATS }));
    const path = createPath({ a: dark, scrub: 0.5, stats: STATS });
    expect(path.frames).toBe(50);
    expect(allFrames(path)).toEqual(whole.subarray(50 * 7));
    expect(wholeLevel(path)).toEqual(dark.level.subarray(50 * 8));
  });

  it('plays the last frame at position 1', () => {
    const path = createPath({ a: dark, b: bright, scrub: 1, stats: STATS });
    expect(path.frames).toBe(1);
    expect(wholeLevel(path)).toEqual(dark.level.subarray(99 * LEVELS_PER_FRAME));
  });

  it('starts both sets at the same relative position', () => {
    const path = createPath({ a: dark, b: bright, mix: held(1), scrub: 0.5, stats: STATS });
    expect(wholeLevel(path)[0]).toBe(bright.level[30 * LEVELS_PER_FRAME]);
  });
});

describe('path', () => {
  it('equals a new path after setScrub', () => {
    const path = createPath({ a: dark, b: bright, mix: held(0.3), scrub: 0.9, stats: STATS });
    for (const scrub of [0.5, 0, 1]) {
      path.setScrub(scrub);
      const made = createPath({ a: dark, b: bright, mix: held(0.3), scrub, stats: STATS });
      expect([path.frames, allFrames(path)]).toEqual([made.frames, allFrames(made)]);
      expect(wholeLevel(path)).toEqual(wholeLevel(made));
    }
  });

  it('has finite values within the descriptor ranges at any settings', () => {
    fc.assert(
      fc.property(
        fc.record({
          mix: fc.double(),
          scrub: fc.double(),
          sharpness: fc.double(),
          variation: fc.double({ min: 0, max: 50, noNaN: true }),
          seed: fc.integer(),
        }),
        ({ mix, scrub, sharpness, variation, seed }) => {
          const path = createPath({
            a: dark,
            b: bright,
            mix: held(mix),
            scrub,
            sharpness: held(sharpness),
            variation: held(variation),
            walk: createRandomWalk({ seed }),
            stats: STATS,
          });
          const illegal = [...allFrames(path)].filter((value, i) => {
            const { min: low, max: high } = DESCRIPTOR_RANGES[DESCRIPTORS[i % 7] ?? 'rms'];
            return !(value >= Math.fround(low) && value <= Math.fround(high));
          });
          expect(illegal).toEqual([]);
          expect([...wholeLevel(path)].filter((value) => !(value >= 0 && value <= 1))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a set that is too short, sets of different hops, and statistics out of order', () => {
    expect(() => createPath({ a: impactSet({ name: 'tick', frames: 3 }), stats: STATS })).toThrow(
      /'tick' is too short: 3 frames/,
    );
    const coarse = { ...bright, analysis: { ...DEFAULT_ANALYSIS, hop: 512 } };
    expect(() => createPath({ a: dark, b: coarse, stats: STATS })).toThrow(/'dark' .* 256 .* 'bright' .* 512/);
    expect(() => createPath({ a: dark, stats: [...STATS].reverse() })).toThrow(/f0, centroid/);
  });
});
