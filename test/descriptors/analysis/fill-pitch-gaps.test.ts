import { describe, expect, it } from 'vitest';
import { fillPitchGaps } from '../../../src/descriptors/analysis/fill-pitch-gaps.ts';

const loud = (frames: number): Float32Array => new Float32Array(frames).fill(0.1);

/** Concatenates constant segments of a curve. */
function curve(...segments: readonly (readonly [frames: number, hz: number])[]): Float32Array {
  return Float32Array.from(segments.flatMap(([frames, hz]) => new Array<number>(frames).fill(hz)));
}

/** A curve without two successive frames within a semitone. */
function jumping(frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, k) => 100 * 2 ** (k % 5));
}

describe('pitch of unvoiced frames', () => {
  it('is that of the nearest voiced frame, the earlier of two', () => {
    const voiced = Uint8Array.from([0, 0, 1, 0, 0, 0, 1, 0]);
    const settled = fillPitchGaps({ hertz: curve([4, 220], [4, 330]), voiced }, jumping(8), loud(8));
    expect([...settled]).toEqual([220, 220, 220, 220, 220, 330, 330, 330]);
  });

  it('is that of YIN where YIN is stable for 70 ms', () => {
    const yin = Float32Array.from([...jumping(4), ...curve([12, 65]), ...jumping(10)]);
    const voiced = new Uint8Array(26).fill(1, 20);
    const settled = fillPitchGaps({ hertz: curve([26, 440]), voiced }, yin, loud(26));
    expect([...settled]).toEqual([...curve([18, 65], [8, 440])]);
  });

  it('is the median of YIN by energy in a sound without pitch', () => {
    const rms = Float32Array.from([0.01, 0.01, 0.4, 0.01, 0.01]);
    const settled = fillPitchGaps({ hertz: curve([5, 50]), voiced: new Uint8Array(5) }, jumping(5), rms);
    expect([...settled]).toEqual([...curve([5, 400])]);
  });

  it('is not the upper end of the range, to which YIN goes in noise', () => {
    const settled = fillPitchGaps(
      { hertz: curve([30, 50]), voiced: Uint8Array.from([1, ...new Array<number>(29).fill(0)]) },
      curve([30, 5512.5]),
      loud(30),
    );
    expect(Math.max(...settled)).toBe(50);
  });

  it('is finite in silence', () => {
    const settled = fillPitchGaps(
      { hertz: curve([4, 50]), voiced: new Uint8Array(4) },
      jumping(4),
      new Float32Array(4),
    );
    expect(new Set(settled).size).toBe(1);
  });
});
