import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PointPath, pointAt, recordPoint } from '../../../src/control/point-path.ts';
import { readBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { checkSet } from '../../../src/descriptors/check-set.ts';
import { layOutSets } from '../../../src/descriptors/map/lay-out-sets.ts';
import { mapWeights } from '../../../src/descriptors/map/map-weights.ts';
import { mixSets } from '../../../src/descriptors/map/mix-sets.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { expectNamedError } from '../../../testing/named-error.ts';
import { movingSet } from '../moving-sets.ts';
import { impactSet, STATS } from '../sample-sets.ts';

const factory = await readBank(fileURLToPath(new URL('../../../banks/factory.nrbank', import.meta.url)));
const places = layOutSets(factory.sets, STATS);
const placeOf = (name: string) => places[factory.sets.findIndex((set) => set.name === name)] ?? { x: -9, y: -9 };
const apart = (a: string, b: string): number => Math.hypot(placeOf(a).x - placeOf(b).x, placeOf(a).y - placeOf(b).y);

describe('map of the factory bank', () => {
  it('fills the square and keeps a margin', () => {
    for (const axis of ['x', 'y'] as const) {
      const values = places.map((place) => place[axis]);
      expect(Math.min(...values)).toBeCloseTo(0.05, 9);
      expect(Math.max(...values)).toBeCloseTo(0.95, 9);
    }
  });

  it('places similar sounds close together: a kick is nearer to a boom than to a cymbal', () => {
    expect(apart('Cymbal', 'Splash cymbal')).toBeLessThan(apart('Cymbal', 'Heavy kick'));
    expect(apart('Electric kick', 'Boom')).toBeLessThan(apart('Electric kick', 'Cymbal'));
  });

  it('does not depend on the order of the sets', () => {
    const turned = layOutSets(factory.sets.toReversed(), STATS).toReversed();
    turned.forEach((place, i) => {
      expect(place.x).toBeCloseTo(places[i]?.x ?? -9, 6);
      expect(place.y).toBeCloseTo(places[i]?.y ?? -9, 6);
    });
  });

  it('places a single set, or several identical ones, in the middle', () => {
    expect(layOutSets([impactSet()], STATS)).toEqual([{ x: 0.5, y: 0.5 }]);
    expect(layOutSets([impactSet(), impactSet()], STATS)).toEqual([
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ]);
    expect(layOutSets([], STATS)).toEqual([]);
  });
});

describe('mapWeights', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const weightsAt = (x: number, y: number): number[] => {
    const all = new Array<number>(places.length).fill(0);
    for (const { index, weight } of mapWeights(places, { x, y })) all[index] = weight;
    return all;
  };

  it('mixes at most four sets, with weights that sum to 1', () => {
    fc.assert(
      fc.property(unit, unit, (x, y) => {
        const weights = mapWeights(places, { x, y });
        expect(weights.length).toBeLessThanOrEqual(4);
        expect(weights.every(({ weight }) => weight > 0)).toBe(true);
        expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      }),
      { seed: 6 },
    );
  });

  it('gives a set alone at its position, and never jumps between sets', () => {
    const [a, b] = [placeOf('Bell'), placeOf('Snare')];
    expect(mapWeights(places, a)).toEqual([
      { index: factory.sets.findIndex(({ name }) => name === 'Bell'), weight: 1 },
    ]);
    let before = weightsAt(a.x, a.y);
    for (let i = 1; i <= 4000; i++) {
      const weights = weightsAt(a.x + ((b.x - a.x) * i) / 4000, a.y + ((b.y - a.y) * i) / 4000);
      const jump = Math.max(...weights.map((weight, n) => Math.abs(weight - (before[n] ?? 0))));
      expect(jump).toBeLessThan(0.05);
      before = weights;
    }
  });
});

describe('mixSets', () => {
  const low = impactSet({ name: 'low', frames: 20, colour: { centroid: 100 } });
  const high = { ...impactSet({ name: 'high', frames: 30, colour: { centroid: 10_000 } }) };

  it('mixes on the perceptual scale, and is as long as the longest set', () => {
    const half = mixSets('half', [
      { set: low, weight: 2 },
      { set: high, weight: 2 },
    ]);
    expect(half.frames).toBe(30);
    expect(half.curves.centroid[10]).toBeCloseTo(1000, 1);
    expect(half.provenance.source).toBe('mixture of 50 % low, 50 % high');
    expect(packBank({ name: 'x', licence: 'CC0', sets: [low, high, half] }).length).toBeGreaterThan(0);
  });

  it('keeps a single set bit-identical', () => {
    const alone = mixSets('alone', [
      { set: low, weight: 1 },
      { set: high, weight: 0 },
    ]);
    expect(alone.curves).toEqual(low.curves);
    expect(alone.level).toEqual(low.level);
  });

  it('combines the tracks of all moving timbres, each quieter by the root of its share, and holds those of shorter sounds', () => {
    const long = movingSet(
      [
        { hz: 440, ratio: 0.5 },
        { hz: (t) => 300 + 100 * t, to: 0.5 },
      ],
      { seconds: 1, harmonicity: 1 },
    );
    const short = movingSet([{ hz: 880 }], { seconds: 0.25, harmonicity: 0.5 });
    const mixed = mixSets('mixed', [
      { set: long, weight: 0.75 },
      { set: short, weight: 0.25 },
    ]);
    expect(() => checkSet(mixed)).not.toThrow();
    const moving = mixed.timbre?.moving;
    const [steady, held, glide] = ['440', '880', '300'].map((hz) =>
      moving?.tracks.find((track) => track.hz[0]?.toFixed(0) === hz),
    );
    expect(steady?.ratio.at(-1)).toBeCloseTo(0.5 * Math.sqrt(0.75), 1);
    expect(held?.ratio.at(-1)).toBeCloseTo(Math.sqrt(0.25), 1);
    expect(held?.ratio.length).toBe(moving?.points);
    expect(glide?.ratio.length).toBe(43);
    expect(moving?.harmonicity[0]).toBeCloseTo(0.75 + 0.25 * 0.5, 2);
    expect(mixSets('alone', [{ set: long, weight: 2 }]).timbre?.moving).toBe(long.timbre?.moving);
  });

  it('combines the modes of all timbres', () => {
    const timbre = (hz: number) => ({
      hz: Float32Array.of(hz),
      share: Float32Array.of(0.5),
      colour: new Float32Array(COLOUR_SIZE).fill(-20),
    });
    const mixed = mixSets('ring', [
      { set: { ...low, timbre: timbre(900) }, weight: 0.25 },
      { set: { ...high, timbre: timbre(300) }, weight: 0.75 },
    ]);
    expect([...(mixed.timbre?.hz ?? [])]).toEqual([300, 900]);
    expect([...(mixed.timbre?.share ?? [])]).toEqual([0.375, 0.125]);
  });

  it('refuses weights of 0, and sets of different hops', () => {
    expectNamedError(() => mixSets('x', [{ set: low, weight: 0 }]), 'bad-input', 'no set has a weight');
    const coarse = { ...high, analysis: { ...high.analysis, hop: 512 } };
    const both = [low, coarse].map((set) => ({ set, weight: 1 }));
    expectNamedError(() => mixSets('x', both), 'bad-input', "'low' and 'high' were measured on different grids");
  });
});

describe('recorded map path', () => {
  it('interpolates between recorded points, and stores a pause as two points', () => {
    let path: PointPath = [];
    for (const [seconds, x] of [
      [0, 0],
      [1, 0.5],
      [2, 0.5],
      [3, 0.5],
      [4, 0.5],
      [5, 2],
    ] as const) {
      path = recordPoint(path, { seconds, x, y: 0.25 });
    }
    expect(path.map(({ seconds, x }) => [seconds, x])).toEqual([
      [0, 0],
      [1, 0.5],
      [4, 0.5],
      [5, 1],
    ]);
    expect(pointAt(path, 0.5)).toEqual({ x: 0.25, y: 0.25 });
    expect(pointAt(path, 4.5)).toEqual({ x: 0.75, y: 0.25 });
    expect(pointAt(path, 99)).toEqual({ x: 1, y: 0.25 });
    expect(pointAt([], 1)).toBeUndefined();
  });

  it('refuses a time before the last point, and NaN', () => {
    const path = recordPoint([], { seconds: 2, x: 0, y: 0 });
    expectNamedError(() => recordPoint(path, { seconds: 1, x: 0, y: 0 }), 'bad-input', 'cannot be appended');
    expectNamedError(() => recordPoint(path, { seconds: Number.NaN, x: 0, y: 0 }), 'bad-input', 'cannot be appended');
  });
});
