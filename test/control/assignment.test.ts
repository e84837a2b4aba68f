import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssignment } from '../../src/control/assignment.ts';
import { CV_RANGES } from '../../src/control/cv-range.ts';
import { DESTINATION_RANGES, DESTINATIONS, type Destination } from '../../src/control/destination.ts';
import { JACKS } from '../../src/control/jacks.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';

type Change = Partial<Pick<ControlSettings, 'ranges' | 'bases' | 'depths'>>;
const NO_DEPTHS: ControlSettings['depths'] = { cv1: {}, cv2: {}, cv3: {}, cv4: {} };

function valueAt(destination: Destination, volts: readonly number[], change: Change = {}): number {
  const settings = { ...DEFAULT_CONTROL_SETTINGS, ...change };
  const values = new Float64Array(1);
  createAssignment(destination, settings)(
    Float32Array.from({ length: 4 }, (_, j) => volts[j] ?? 0),
    values,
    0,
  );
  return values[0];
}

describe('the default assignment', () => {
  it.each([
    ['interpolates with CV1', 'interpolate', [2.5], 0.5],
    ['scrubs with CV2', 'scrub', [0, 5], 1],
    ['sharpens with CV3 above 0 V', 'sharpness', [0, 0, 5], 1],
    ['softens with CV3 below 0 V', 'sharpness', [0, 0, -2.5], -0.5],
    ['varies with CV4', 'variation', [0, 0, 0, 1.25], 0.25],
  ] as const)('%s', (_, destination, volts, value) => {
    expect(valueAt(destination, volts)).toBe(value);
  });

  it('leaves every destination at its default at 0 V', () => {
    for (const id of DESTINATIONS) expect.soft(valueAt(id, []), id).toBe(DESTINATION_RANGES[id].default);
  });
});

describe('an assignment', () => {
  it('adds each jack to the base, scaled by its depth', () => {
    const depths = { ...NO_DEPTHS, cv1: { interpolate: 0.5 }, cv4: { interpolate: -0.25 } };
    expect(valueAt('interpolate', [2, 0, 0, 4], { bases: { interpolate: 0.3 }, depths })).toBeCloseTo(0.3 + 0.2 - 0.2);
  });

  it('clamps to the range of the destination', () => {
    const change = { bases: { scrub: 0.8 }, depths: { ...NO_DEPTHS, cv1: { scrub: 1 } } };
    expect(valueAt('scrub', [5], change)).toBe(1);
    expect(valueAt('scrub', [5], { ...change, depths: { ...NO_DEPTHS, cv1: { scrub: -1 } } })).toBe(0);
    expect(valueAt('level', [], { bases: { level: 40 } })).toBe(6);
  });

  it('moves the pitch by an octave per volt, whatever the range of the jack', () => {
    for (const cv1 of ['0-5', '0-8', '0-10', '±5'] as const) {
      const ranges = { ...DEFAULT_CONTROL_SETTINGS.ranges, cv1 };
      const change = { ranges, bases: { pitch: -1 }, depths: { ...NO_DEPTHS, cv1: { pitch: 1 } } };
      expect.soft(valueAt('pitch', [3], change), cv1).toBe(2);
    }
  });

  it('moves an exponential destination by ratios: half the voltage is the geometric middle', () => {
    const change = { bases: { 'loop-window': 20 }, depths: { ...NO_DEPTHS, cv1: { 'loop-window': 1 } } };
    expect(valueAt('loop-window', [0], change)).toBe(20);
    expect(valueAt('loop-window', [2.5], change)).toBeCloseTo(100, 9);
    expect(valueAt('loop-window', [5], change)).toBeCloseTo(500, 9);
  });

  it.each(DESTINATIONS)('%s: stays within its range and rises with the voltage at a depth above 0', (id) => {
    const { min, max } = DESTINATION_RANGES[id];
    const volts = fc.double({ min: -5, max: 10, noNaN: true });
    const some = fc.record({
      jack: fc.constantFrom(...JACKS),
      range: fc.constantFrom('0-5', '0-8', '0-10', '±5'),
      base: fc.double({ min, max, noNaN: true }),
      depth: fc.double({ min: 0, max: 1, noNaN: true }),
      one: volts,
      other: volts,
    });
    fc.assert(
      fc.property(some, ({ jack, range, base, depth, one, other }) => {
        const { low, high } = CV_RANGES[range];
        const change = {
          ranges: { ...DEFAULT_CONTROL_SETTINGS.ranges, [jack]: range },
          bases: { [id]: base },
          depths: { ...NO_DEPTHS, [jack]: { [id]: depth } },
        };
        const at = (v: number): number =>
          valueAt(
            id,
            JACKS.map((name) => (name === jack ? Math.min(Math.max(v, low), high) : 0)),
            change,
          );
        const [lower, upper] = [at(Math.min(one, other)), at(Math.max(one, other))];
        expect(lower).toBeGreaterThanOrEqual(min);
        expect(upper).toBeLessThanOrEqual(max);
        expect(lower).toBeLessThanOrEqual(upper);
      }),
    );
  });
});
