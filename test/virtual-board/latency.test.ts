import { describe, expect, it } from 'vitest';
import { latencyScene, measureLatencies, WARM_UP_COUNT } from '../../ci/virtual-board/host/latency.ts';
import { faultIntervals } from '../../ci/virtual-board/report/fault-checks.ts';
import { readScene } from '../../ci/virtual-board/test-bench/scene.ts';

describe('latencies', () => {
  it('are the times from an event to the first control frame that shows it', () => {
    const events = [
      { us: 1_000_000, gate: 0, isHigh: true },
      { us: 1_040_000, gate: 0, isHigh: false },
      { us: 1_100_000, jack: 0, volts: 5 },
      { us: 2_000_000, gate: 0, isHigh: true },
    ];
    const frames = [
      [999_000, 0, 0],
      [1_001_500, 1, 0],
      [1_041_000, 0, 0],
      [1_101_000, 0, 0.1],
      [1_103_000, 0, 4.9],
    ] as const;
    const { edge, cvStep } = measureLatencies(events, frames);
    expect(edge).toEqual({ count: 1, lost: 1, p50Ms: 1.5, p99Ms: 1.5, maxMs: 1.5 });
    expect(cvStep).toEqual({ count: 1, lost: 0, p50Ms: 3, p99Ms: 3, maxMs: 3 });
  });

  it('do not count the warm-up', () => {
    const events = [1, 2, 3].flatMap((n) => [
      { us: 1e6 * n, gate: 0, isHigh: true },
      { us: 1e6 * n + 90_000, jack: 0, volts: 5 },
    ]);
    const frames = [1, 2, 3].flatMap((n): [number, number, number][] => [
      [1e6 * n + 40_000 / n, 1, 0],
      [1e6 * n + 90_000 + 60_000 / n, 0, 5],
    ]);
    const { edge, cvStep } = measureLatencies(events, frames, 1);
    expect(edge).toMatchObject({ count: 2, maxMs: 20 });
    expect(cvStep).toMatchObject({ count: 2, maxMs: 30 });
  });

  it('come from a scene with the given number of edges and steps, after the warm-up', () => {
    const { scene, secondsLong } = latencyScene(7);
    const { performance } = readScene(scene, 'latencies');
    expect(performance.edges.filter(({ isHigh }) => isHigh)).toHaveLength(WARM_UP_COUNT + 7);
    expect(performance.cv[0]).toHaveLength(WARM_UP_COUNT + 7);
    expect(performance.endSeconds).toBeCloseTo(secondsLong, 3);
  });
});

describe('a fault', () => {
  it('lasts from its start to its end, or to the end of the scene', () => {
    const events = [
      { us: 1, fault: 'adc-gone', isBroken: true },
      { us: 2, fault: 'disk-full', isBroken: true },
      { us: 3, fault: 'adc-gone', isBroken: false },
    ];
    expect(faultIntervals(events, 9)).toEqual([
      { fault: 'adc-gone', fromUs: 1, toUs: 3 },
      { fault: 'disk-full', fromUs: 2, toUs: 9 },
    ]);
  });
});
