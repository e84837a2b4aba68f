import { describe, expect, it } from 'vitest';
import { createHeadroom } from '../../src/engine/headroom.ts';

const RATE = 44_100;
/** Frames between two reports. */
const REPORT = 512;

function setUp(burstFrames: number) {
  const headroom = createHeadroom({ burstFrames, maxFrames: 1792, sampleRate: RATE });
  let position = 0;
  let underruns = 0;
  return {
    headroom,
    report: (more = 0): boolean => {
      position += REPORT;
      underruns += more;
      return headroom.observe(position, underruns);
    },
    /** Plays on without underruns until the headroom changes; returns the seconds. */
    secondsUntilChange: (): number => {
      const from = position;
      for (;;) {
        position += REPORT;
        if (headroom.observe(position, underruns)) return (position - from) / RATE;
        if (position - from > 1000 * RATE) return Number.POSITIVE_INFINITY;
      }
    },
  };
}

describe('the headroom of a render Worker in a browser', () => {
  it("is the browser's burst and a block, and stays there while nothing is missing", () => {
    const { headroom, secondsUntilChange } = setUp(441);
    expect(headroom.frames).toBe(569);
    expect(secondsUntilChange()).toBe(Number.POSITIVE_INFINITY);
    expect(setUp(128).headroom.frames).toBe(256);
    expect(setUp(10_000).headroom.frames).toBe(1792);
  });

  it('grows at each report with underruns, as far as a ring has room for a block', () => {
    const { headroom, report } = setUp(441);
    expect(report(3)).toBe(true);
    expect(headroom.frames).toBe(825);
    expect(report()).toBe(false);
    for (let n = 0; n < 10; n++) report(1);
    expect(headroom.frames).toBe(1792);
    expect(report(1)).toBe(false);
  });

  it('falls by a quarter of a large growth', () => {
    const { headroom, report, secondsUntilChange } = setUp(441);
    for (let n = 0; n < 4; n++) report(1);
    secondsUntilChange();
    expect(headroom.frames).toBe(569 + 768);
  });

  it('falls back to where it began after quiet time', () => {
    const { headroom, report, secondsUntilChange } = setUp(441);
    report(1);
    expect(secondsUntilChange()).toBeCloseTo(10, 1);
    expect(headroom.frames).toBe(697);
    expect(secondsUntilChange()).toBeCloseTo(10, 1);
    expect(headroom.frames).toBe(569);
    expect(secondsUntilChange()).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits twice as long for the next fall when a fall has brought an underrun', () => {
    const { headroom, report, secondsUntilChange } = setUp(441);
    report(1);
    secondsUntilChange();
    report(1);
    expect(headroom.frames).toBe(953);
    expect(secondsUntilChange()).toBeCloseTo(20, 1);
    report(1);
    expect(secondsUntilChange()).toBeCloseTo(40, 1);
  });

  it('counts underruns of a mixer that begins anew from zero', () => {
    const { headroom } = setUp(441);
    headroom.observe(512, 5);
    expect(headroom.observe(1024, 0)).toBe(false);
    expect(headroom.observe(1536, 1)).toBe(true);
  });
});
