import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CV_RANGE_NAMES, CV_RANGES, type CvRangeName } from '../../src/control/cv-range.ts';
import { createSmoothing, CONVERTER_STEP_VOLTS as LSB } from '../../src/control/smoothing.ts';

const MS = 1000;

/** Smooths readings taken once a millisecond. */
function smoothed(readings: readonly number[], range: CvRangeName = '0-5'): number[] {
  const smoothing = createSmoothing(CV_RANGES[range]);
  const volts = Float64Array.from(readings);
  return readings.map((_, n) => {
    // A reading that is no number leaves the voltage where it is.
    smoothing.step(volts, n, n * MS);
    return volts[n];
  });
}

const held = (volts: number, ms: number): number[] => Array.from({ length: ms }, () => volts);
const ramp = (from: number, to: number, ms: number): number[] =>
  Array.from({ length: ms }, (_, n) => from + ((to - from) * (n + 1)) / ms);
/** Arbitrary noise, in converter steps. */
const noise = (max: number, length: number) =>
  fc.array(fc.integer({ min: -max, max }), { minLength: length, maxLength: length });
/** Readings of a voltage by a converter with noise. */
const read = (volts: number, steps: readonly number[]): number[] =>
  steps.map((n) => LSB * (Math.round(volts / LSB) + n));
const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

describe('a smoothed voltage', () => {
  const range = fc.constantFrom(...CV_RANGE_NAMES);

  it('does not move while readings vary by two converter steps to either side', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0.5, max: 4.5, noNaN: true }), noise(2, 400), (name, volts, steps) => {
        // After the full range of the noise has occurred once, the value does not move and is near.
        const settling = Array.from({ length: 8 }, () => [-2, 2, 0, 1, -1]).flat();
        const values = smoothed(read(volts, [...settling, ...steps]), name);
        const still = values.slice(settling.length);
        expect(new Set(still).size).toBe(1);
        expect(Math.abs(still[0] - volts)).toBeLessThan(2 * LSB);
      }),
    );
  });

  it('starts at the first reading', () => {
    expect(smoothed([3.3])).toEqual([3.3]);
  });

  it('follows a played step by 90 % in a millisecond, and completely in two', () => {
    const values = smoothed([...held(1, 50), ...held(4, 3)]);
    expect(values[49]).toBe(1);
    expect(values[50]).toBeGreaterThan(1 + 0.9 * 3);
    expect(values[51]).toBeGreaterThan(1 + 0.99 * 3);
    expect(values[52]).toBeCloseTo(4, 2);
  });

  it.each([
    ['upwards', [1, 2]],
    ['downwards', [3, 2]],
  ])('reaches the same note %s, to a tenth of a cent', (_, [from, to]) => {
    const values = smoothed([...held(from, 50), ...held(to, 20)]);
    expect(1200 * Math.abs((values.at(-1) ?? 0) - to)).toBeLessThan(0.1);
    const slid = smoothed([...ramp(from, to, 500), ...held(to, 30)]);
    expect(1200 * Math.abs((slid.at(-1) ?? 0) - to)).toBeLessThan(0.1);
  });

  it('is at most a step of the converter from a noisy note, from above or from below', () => {
    const note = fc.double({ min: 0.5, max: 4.5, noNaN: true });
    fc.assert(
      fc.property(note, fc.constantFrom(-1, 1), noise(1, 60), (volts, side, steps) => {
        const values = smoothed([...ramp(volts - side * 0.4, volts, 300), ...read(volts, steps)]);
        // One step of the noise's mean, and half a step of rounding.
        expect(Math.abs((values.at(-1) ?? 0) - volts)).toBeLessThanOrEqual(2 * LSB);
      }),
    );
  });

  it('follows a slow ramp within three steps of the converter', () => {
    const readings = [...held(0.5, 20), ...ramp(0.5, 4.5, 20_000), ...ramp(4.5, 0.5, 20_000)];
    const lag = smoothed(readings).map((value, n) => value - readings[n]);
    expect(largest(lag)).toBeLessThan(3 * LSB);
  });

  it('glides on a ramp: no step is larger than the ramp and one converter step allow', () => {
    for (const voltsPerMs of [0.0002, 0.001, 0.004, 0.01]) {
      const values = smoothed([...held(1, 50), ...ramp(1, 4, Math.round(3 / voltsPerMs))]);
      const steps = values.slice(1).map((value, n) => value - values[n]);
      expect.soft(largest(steps), `${voltsPerMs} V/ms`).toBeLessThan(1.5 * voltsPerMs + LSB);
      expect.soft(Math.min(...steps), `${voltsPerMs} V/ms`).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(CV_RANGE_NAMES)('%s: reaches both ends exactly despite noise, and leaves them at once', (name) => {
    const { low, high } = CV_RANGES[name];
    const steps = Array.from({ length: 100 }, (_, n) => [-2, 1, 2, 0, -1][n % 5] * LSB);
    const around = (volts: number): number[] => steps.map((step) => volts + step);
    expect(smoothed(around(high), name).at(-1)).toBe(high);
    expect(smoothed(around(low), name).at(-1)).toBe(low);
    const up = smoothed([...held(low, 50), ...ramp(low, low + 0.1, 100)], name);
    expect(up[50 + 20]).toBeGreaterThan(low);
    const down = smoothed([...held(high, 50), ...ramp(high, high - 0.1, 100)], name);
    expect(down[50 + 20]).toBeLessThan(high);
  });

  it('stays within its range, and near the last reading, for any readings', () => {
    const reading = fc.oneof(fc.double({ min: -15, max: 15, noNaN: true }), fc.double());
    fc.assert(
      fc.property(range, fc.array(reading), (name, readings) => {
        const { low, high } = CV_RANGES[name];
        for (const value of smoothed([low, ...readings], name)) {
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
        const wanted = Math.min(Math.max(readings.findLast(Number.isFinite) ?? low, low), high);
        const rested = smoothed([low, ...readings, ...held(readings.findLast(Number.isFinite) ?? low, 40)], name);
        expect(Math.abs((rested.at(-1) ?? 0) - wanted)).toBeLessThan(3 * LSB);
      }),
    );
  });

  it('keeps its value for a NaN or infinite reading', () => {
    expect(smoothed([2, Number.NaN, Number.POSITIVE_INFINITY, 2])).toEqual([2, 2, 2, 2]);
  });
});
