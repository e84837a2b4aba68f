import { describe, expect, it } from 'vitest';
import { createMapPath } from '../../../src/descriptors/map/create-map-path.ts';
import { mixSets } from '../../../src/descriptors/map/mix-sets.ts';
import { createNearestSets } from '../../../src/descriptors/map/nearest-sets.ts';
import { createSoundMap } from '../../../src/descriptors/map/sound-map.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { impactSet, STATS } from '../sample-sets.ts';
import { allFrames, wholeLevel } from '../transform/read-path.ts';

const timbreAt = (hz: number) => ({
  hz: Float32Array.of(hz),
  share: Float32Array.of(0.5),
  colour: new Float32Array(COLOUR_SIZE),
});
const dark = { ...impactSet({ name: 'dark', frames: 100, colour: { centroid: 100, f0: 50 } }), timbre: timbreAt(90) };
const bright = {
  ...impactSet({ name: 'bright', frames: 60, loudness: 0.1, colour: { centroid: 10_000, f0: 800 } }),
  timbre: timbreAt(2000),
};
const sets = [dark, bright];
const places = [
  { x: 0.1, y: 0.5 },
  { x: 0.9, y: 0.5 },
];
const pathAt = (x: (k: number) => number, sharpness = 0, scrub = 0) =>
  createMapPath({
    sets,
    nearest: createNearestSets(places),
    x,
    y: () => 0.5,
    scrub,
    sharpness: () => sharpness,
    stats: STATS,
  });
const apart = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, value, i) => Math.max(max, Math.abs(Math.log2((value + 1e-9) / ((b[i] ?? 0) + 1e-9)))), 0);

describe('map path', () => {
  it('is bit-identical to a set at its position, and as long', () => {
    const path = pathAt(() => 0.9);
    expect(path.frames).toBe(60);
    expect(allFrames(path)).toEqual(allFrames(createMapPathOf(bright)));
    expect(wholeLevel(path)).toEqual(bright.level);
  });

  it('equals mixSets between the sets', () => {
    const path = pathAt(() => 0.5);
    const mixed = createMapPathOf(
      mixSets('both', [
        { set: dark, weight: 1 },
        { set: bright, weight: 1 },
      ]),
    );
    expect(path.frames).toBe(100);
    expect(apart(allFrames(path), allFrames(mixed))).toBeLessThan(1e-4);
    expect(apart(wholeLevel(path), wholeLevel(mixed))).toBeLessThan(1e-3);
    const timbres = createTimbreMix();
    path.readTimbre?.(0, 1, timbres);
    expect([...timbres.shares.subarray(0, 3)]).toEqual([0.5, 0.5, 0]);
  });

  it('follows a moving point, and becomes as long as the longest set mixed', () => {
    const path = pathAt((k) => (k < 30 ? 0.9 : 0.1));
    const frame = new Float32Array(7);
    path.readFrame(29, frame);
    expect([frame[5], path.frames]).toEqual([10_000, 60]);
    path.readFrame(30, frame);
    expect([frame[5], path.frames]).toEqual([100, 100]);
    path.readFrame(20, frame);
    expect([frame[5], path.frames]).toEqual([10_000, 100]);
  });

  it('equals a new path after setScrub', () => {
    const path = pathAt((k) => (k < 20 ? 0.9 : 0.3), 0, 0.9);
    allFrames(path);
    for (const scrub of [0.5, 0, 1]) {
      path.setScrub(scrub);
      const made = pathAt((k) => (k < 20 ? 0.9 : 0.3), 0, scrub);
      expect([path.frames, allFrames(path), path.frames]).toEqual([made.frames, allFrames(made), made.frames]);
    }
  });

  it('shapes the attack of each set, and keeps longer sets audible past the end of shorter ones', () => {
    const [sharp, plain] = [wholeLevel(pathAt(() => 0.5, 1)), wholeLevel(pathAt(() => 0.5))];
    expect(Math.max(...sharp)).toBeGreaterThan(1.2 * Math.max(...plain));
    expect(apart(sharp.subarray(700), plain.subarray(700))).toBe(0);
    expect(plain[750]).toBeGreaterThan(1e-4);
  });

  it('clamps a point outside the map', () => {
    const values = allFrames(pathAt((k) => [Number.NaN, 7, -3][k % 3] ?? 0));
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

function createMapPathOf(set: typeof dark | ReturnType<typeof mixSets>) {
  return createMapPath({
    sets: [set],
    nearest: createNearestSets([{ x: 0, y: 0 }]),
    x: () => 1,
    y: () => 1,
    scrub: 0,
    stats: STATS,
  });
}

describe('createSoundMap', () => {
  it('excludes sets of another hop or sample rate, and limits the number of frames', () => {
    const coarse = impactSet({ name: 'coarse' });
    const other = { ...coarse, analysis: { ...coarse.analysis, hop: 512 } };
    expect(createSoundMap([dark, other, bright], STATS).sets.map(({ name }) => name)).toEqual(['dark', 'bright']);
    const crowd = Array.from({ length: 300 }, (_, n) => impactSet({ name: `${n}`, colour: { f0: 100 + n } }));
    const map = createSoundMap(crowd, STATS);
    expect([map.sets.length, map.places.length]).toEqual([256, 256]);
  });
});
