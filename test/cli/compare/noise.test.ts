import { describe, expect, it } from 'vitest';
import { countChange, noiseBand, spreadOf } from '../../../src/cli/compare/noise.ts';

/** Random numbers in [0, 1), the same in every run (Park and Miller's generator). */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const chance = createChance(1);
const normal = (): number => Math.sqrt(-2 * Math.log(chance())) * Math.cos(2 * Math.PI * chance());
const measure = (count: number, mean: number, spread: number): number[] =>
  Array.from({ length: count }, () => mean * Math.exp(spread * normal()));

/** Share of comparisons in which two medians lie further apart than the band. */
function shareBeyond(times: number, draw: () => readonly [number[], number[]]): number {
  const beyond = Array.from({ length: times }, () => {
    const [a, b] = draw();
    const band = noiseBand(a, b, 1);
    const ratio = (spreadOf(b)?.median ?? 0) / (spreadOf(a)?.median ?? 1);
    return band !== null && Math.max(ratio, 1 / ratio) > band;
  });
  return beyond.filter(Boolean).length / times;
}

describe('the noise of repeats', () => {
  it('is exceeded by unchanged measurements about once in a thousand times', () => {
    const share = shareBeyond(20_000, () => [measure(5, 800, 0.06), measure(5, 800, 0.06)]);
    expect(share).toBeGreaterThan(0.0003);
    expect(share).toBeLessThan(0.005);
  });

  it('of 2 % does not hide a regression of 20 %', () => {
    expect(shareBeyond(500, () => [measure(5, 800, 0.02), measure(5, 960, 0.02)])).toBe(1);
    expect(shareBeyond(500, () => [measure(5, 800, 0.01), measure(1, 960, 0.01)])).toBeGreaterThan(0.9);
  });

  it('is unknown for single runs, and for two runs against one', () => {
    expect(noiseBand([800], [960], 1)).toBeNull();
    expect(noiseBand([800, 810], [960], 1)).toBeNull();
    expect(noiseBand([800, 810, 805], [960], 1)).not.toBeNull();
  });

  it('is never less than the resolution of the measurement', () => {
    expect(noiseBand([800, 800, 800], [800], 1.09)).toBe(1.09);
  });

  it('is unknown for a value of 0, which has no ratio', () => {
    expect(noiseBand([0, 1, 1], [1, 1], 1)).toBeNull();
  });
});

describe('the spread of repeats', () => {
  it('is their median, minimum and maximum', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5, runs: 3 });
    expect(spreadOf([4, 1, 3, 2])?.median).toBe(2.5);
  });

  it('is unknown, not 0, without repeats', () => {
    expect(spreadOf([])).toBeNull();
  });
});

describe('a count of events', () => {
  it('is unchanged when chance explains the difference', () => {
    expect(countChange([{ count: 0, over: 30 }], [{ count: 3, over: 30 }])).toBe('same');
    expect(countChange([{ count: 100, over: 30 }], [{ count: 120, over: 30 }])).toBe('same');
  });

  it('has increased or decreased when chance does not explain the difference', () => {
    expect(countChange([{ count: 0, over: 30 }], [{ count: 40, over: 30 }])).toBe('more');
    expect(countChange([{ count: 400, over: 30 }], [{ count: 40, over: 30 }])).toBe('less');
  });

  it('uses the variance of repeats that scatter more than chance, as with bursts', () => {
    const bursts = [0, 60, 5, 90].map((count) => ({ count, over: 30 }));
    expect(
      countChange(bursts, [
        { count: 80, over: 30 },
        { count: 30, over: 30 },
      ]),
    ).toBe('same');
  });
});
