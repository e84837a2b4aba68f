import { describe, expect, it } from 'vitest';
import {
  addLatents,
  LATENT_AXES,
  measureAxes,
  placeOf,
  plainAxes,
} from '../../../src/descriptors/timbre/latent-axes.ts';
import { uniform } from '../../../src/numeric/hash.ts';

/** Twelve latents that vary along three directions, by deviations 4, 2 and 1. */
const DIRECTIONS = [
  Float64Array.from({ length: 12 }, (_, i) => (i < 4 ? 0.5 : 0)),
  Float64Array.from({ length: 12 }, (_, i) => (i < 4 ? (i % 2 === 0 ? 0.5 : -0.5) : 0)),
  Float64Array.from({ length: 12 }, (_, i) => (i === 7 ? 1 : 0)),
];
const ROWS = Array.from({ length: 4000 }, (_, n) =>
  Float64Array.from({ length: 12 }, (__, i) =>
    DIRECTIONS.reduce((sum, one, a) => sum + 2 ** (2 - a) * Math.sqrt(12) * (uniform(a, n) - 0.5) * (one[i] ?? 0), 3),
  ),
);

describe('principal axes of latents', () => {
  const axes = measureAxes(ROWS, 12) ?? plainAxes(12, 1);
  const step = (a: number, i: number): number => axes.steps[i * LATENT_AXES + a] ?? 0;

  it('are the directions in which rows vary, the widest first, a deviation long', () => {
    for (const [a, direction] of DIRECTIONS.entries()) {
      for (const [i, value] of direction.entries()) {
        expect(Math.abs(step(a, i) / 2 ** (2 - a) - value), `axis ${a}, latent ${i}`).toBeLessThan(0.06);
      }
    }
    expect(axes.mean[0]).toBeCloseTo(3, 1);
  });

  it('have no length where nothing varies', () => {
    for (let a = 3; a < LATENT_AXES; a++) for (let i = 0; i < 12; i++) expect(step(a, i)).toBe(0);
  });

  it('give back the place that was added', () => {
    const row = Float64Array.from(axes.mean);
    addLatents(axes, Float64Array.of(1.5, -0.5, 2, 0, 0, 0, 0, 0), 1, row, 0);
    const place = placeOf(axes, row);
    for (const [a, value] of [1.5, -0.5, 2, 0].entries()) expect(place[a]).toBeCloseTo(value, 3);
  });

  it('are the same each time, and undefined for a single row', () => {
    expect(measureAxes(ROWS, 12)).toEqual(axes);
    expect(measureAxes(ROWS.slice(0, 1), 12)).toBeUndefined();
  });

  it('of two latents are two, and the others move nothing', () => {
    const two = measureAxes(
      ROWS.map((row) => row.subarray(6, 8)),
      2,
    );
    expect(two?.steps).toHaveLength(2 * LATENT_AXES);
    expect(two?.steps.filter((value) => Math.abs(value) > 1e-6)).toHaveLength(1);
  });
});
