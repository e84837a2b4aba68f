import { describe, expect, it } from 'vitest';
import { createTimeline } from '../../src/engine/timeline.ts';
import { hash2 } from '../../src/numeric/hash.ts';

const PERIOD = 64;

/** Observes a stream of `rate` frames a second for `seconds`; each observation is up to `jitterUs` late. */
function observed(options: { seconds: number; rate: number; jitterUs: number }) {
  const timeline = createTimeline({ sampleRate: 44_100 });
  const periods = Math.round((options.seconds * options.rate) / PERIOD);
  let worst = 0;
  for (let n = 0; n < periods; n++) {
    const timeUs = 1e9 + (1e6 * n * PERIOD) / options.rate;
    const lateUs = (options.jitterUs * hash2(1, n)) / 2 ** 32;
    timeline.observe(n * PERIOD, timeUs + lateUs);
    if (n > periods / 2) worst = Math.max(worst, Math.abs(timeline.positionAt(timeUs) - n * PERIOD));
  }
  return { timeline, worst };
}

describe('a timeline', () => {
  it('interpolates the position between two observations', () => {
    const { timeline } = observed({ seconds: 2, rate: 44_100, jitterUs: 0 });
    const lastUs = 1e9 + (1e6 * (Math.round((2 * 44_100) / PERIOD) - 1) * PERIOD) / 44_100;
    const last = timeline.positionAt(lastUs);
    expect(timeline.positionAt(lastUs + 1e6 / 44.1)).toBeCloseTo(last + 1000, 6);
  });

  it('filters the jitter of its observer: of 2 ms, less than half a millisecond remains beyond the mean delay', () => {
    const { worst } = observed({ seconds: 20, rate: 44_100, jitterUs: 2000 });
    const meanDelay = 0.001 * 44_100;
    expect(worst).toBeLessThan(meanDelay + 0.0005 * 44_100);
  });

  it('measures the true rate of the device', () => {
    const { timeline, worst } = observed({ seconds: 30, rate: 44_100 * 1.0005, jitterUs: 0 });
    expect(timeline.sampleRate).toBeCloseTo(44_100 * 1.0005, 0);
    expect(worst).toBeLessThan(2);
  });

  it('resets after a pause', () => {
    const { timeline } = observed({ seconds: 1, rate: 44_100, jitterUs: 0 });
    timeline.observe(50_000, 9e9);
    expect(timeline.positionAt(9e9)).toBe(50_000);
  });
});
