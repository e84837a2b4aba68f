import { describe, expect, it } from 'vitest';
import { createLatentWalk, type WalkSettings } from '../../src/control/latent-walk.ts';

const ON: WalkSettings = { isOn: true, width: 1.5, rate: 0.7 };

/** The walk's places, every 20 ms for some seconds. */
function walked({ seed = 1, seconds = 20, settings = ON } = {}): number[][] {
  const walk = createLatentWalk({ seed });
  return Array.from({ length: seconds * 50 }, () => {
    walk.advance(0.02, settings);
    return [...walk.values];
  });
}
const furthest = (places: readonly (readonly number[])[]): number =>
  Math.max(...places.flatMap((place) => place.map(Math.abs)));
const largestStep = (places: readonly (readonly number[])[]): number =>
  Math.max(
    ...places.flatMap((place, n) =>
      n === 0 ? [] : place.map((x, axis) => Math.abs(x - (places[n - 1]?.[axis] ?? 0))),
    ),
  );

describe('the random walk of the latents', () => {
  it('is the same for a seed, and another for another', () => {
    expect(walked({ seed: 5 })).toEqual(walked({ seed: 5 }));
    expect(walked({ seed: 5 }).at(-1)).not.toEqual(walked({ seed: 6 }).at(-1));
  });

  it('comes to the same place in small steps, in large ones and in one', () => {
    const [small, large, one] = [
      createLatentWalk({ seed: 3 }),
      createLatentWalk({ seed: 3 }),
      createLatentWalk({ seed: 3 }),
    ];
    for (let n = 0; n < 1234; n++) small.advance(0.005, ON);
    for (let n = 0; n < 2; n++) large.advance(3.085, ON);
    one.advance(6.17, ON);
    for (const [axis, value] of one.values.entries()) {
      expect(small.values[axis]).toBeCloseTo(value, 9);
      expect(large.values[axis]).toBeCloseTo(value, 9);
    }
  });

  it('stays within its width and uses it, on every axis by a way of its own', () => {
    const places = walked({ seconds: 120 });
    expect(furthest(places)).toBeLessThanOrEqual(1.5);
    for (let axis = 0; axis < 8; axis++) {
      expect(furthest(places.map((place) => [place[axis] ?? 0])), `axis ${axis}`).toBeGreaterThan(1.2);
    }
    const [first, second] = [places.map((place) => place[0] ?? 0), places.map((place) => place[1] ?? 0)];
    const product = first.reduce((sum, x, n) => sum + x * (second[n] ?? 0), 0);
    const squares = Math.sqrt(first.reduce((sum, x) => sum + x * x, 0) * second.reduce((sum, x) => sum + x * x, 0));
    expect(Math.abs(product / squares)).toBeLessThan(0.3);
  });

  it('moves faster at a higher rate, and never jumps', () => {
    const [slow, fast] = [walked({ settings: { ...ON, rate: 0.1 } }), walked({ settings: { ...ON, rate: 2 } })];
    // The way between two aims is steepest in its middle: 3/2 of its mean.
    expect(largestStep(fast)).toBeLessThan(1.5 * 3 * 2 * 0.02 + 0.2);
    expect(largestStep(slow.slice(100))).toBeLessThan(0.1 * largestStep(fast.slice(100)));
  });

  it('begins at 0, and comes back to it when it is turned off', () => {
    const walk = createLatentWalk({ seed: 1 });
    walk.advance(0, ON);
    expect(furthest([[...walk.values]])).toBe(0);
    for (let n = 0; n < 100; n++) walk.advance(0.02, ON);
    const off = { ...ON, isOn: false };
    const places = [[...walk.values]];
    for (let n = 0; walk.isMoving && n < 100; n++) {
      walk.advance(0.02, off);
      places.push([...walk.values]);
    }
    expect(walk.isMoving).toBe(false);
    expect(furthest(places.slice(-1))).toBe(0);
    expect(largestStep(places)).toBeLessThan(0.3);
  });
});
