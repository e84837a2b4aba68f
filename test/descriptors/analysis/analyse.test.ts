import { describe, expect, it } from 'vitest';
import { analyse, setFromSound } from '../../../src/descriptors/analysis/analyse.ts';
import { DEFAULT_ANALYSIS } from '../../../src/descriptors/descriptor.ts';
import { uniform } from '../../../src/numeric/hash.ts';
import { expectNamedError } from '../../../testing/named-error.ts';

const RATE = 44_100;
const LENGTH = 22_050;

const sine = (hertz: number, peak = 0.5): Float32Array =>
  Float32Array.from({ length: LENGTH }, (_, n) => peak * Math.sin((2 * Math.PI * hertz * n) / RATE));
const noise = (peak = 0.5): Float32Array =>
  Float32Array.from({ length: LENGTH }, (_, n) => peak * (2 * uniform(1, n) - 1));

/** Median of the frames whose windows lie inside the sound. */
function middle(curve: Float32Array): number {
  return [...curve.slice(6, -6)].sort((a, b) => a - b)[Math.floor((curve.length - 12) / 2)];
}

describe('f0 confidence', () => {
  it.each([55, 100, 440, 2500])('is near 1 for a sine of %i Hz, and f0 is correct', (hertz) => {
    const { curves, f0Confidence } = analyse(sine(hertz));
    expect(middle(f0Confidence)).toBeGreaterThan(0.9);
    // librosa's difference is biased towards short periods, 26 cents at 55 Hz.
    expect(Math.abs(1200 * Math.log2(middle(curves.f0) / hertz))).toBeLessThan(30);
  });

  it('is near 0 for white noise', () => {
    expect(middle(analyse(noise()).f0Confidence)).toBeLessThan(0.1);
  });

  it('falls as the noise in a tone grows', () => {
    const tone = sine(300);
    const levels = [0.01, 0.2, 0.8, 3].map((peak) => {
      const hiss = noise(peak);
      return middle(analyse(tone.map((x, n) => x + hiss[n])).f0Confidence);
    });
    expect(levels).toEqual([...levels].sort((a, b) => b - a));
    expect(levels[0]).toBeGreaterThan(0.9);
    expect(levels[3]).toBeLessThan(0.1);
  });

  it('is 0 for an inaudible tone', () => {
    expect(Math.max(...analyse(sine(440, 1e-6)).f0Confidence)).toBe(0);
  });
});

describe('level lane', () => {
  it('rises in the block of an attack, never before it, and holds for 512 samples', () => {
    const samples = new Float32Array(4096);
    samples[1000] = 1; // in the 32 samples from 992 on
    const { level, frames } = analyse(samples);
    expect(level).toHaveLength(8 * frames);
    const peak = Math.fround(Math.sqrt(1 / 32));
    expect([...level]).toEqual(Array.from({ length: 8 * frames }, (_, i) => (i >= 31 && i < 31 + 16 ? peak : 0)));
  });

  it('is the RMS of a steady tone', () => {
    const { level } = analyse(new Float32Array(LENGTH).fill(0.25));
    expect([...level.slice(0, Math.floor(LENGTH / 32))].every((x) => Math.abs(x - 0.25) < 1e-6)).toBe(true);
  });
});

describe('dither', () => {
  const dithered = { ...DEFAULT_ANALYSIS, ditherDb: -90 };

  it('gives silence the descriptors of noise, and does not affect the level lane', () => {
    const silent = new Float32Array(LENGTH);
    const { curves, level } = analyse(silent, dithered);
    expect(20 * Math.log10(middle(curves.rms))).toBeCloseTo(-90, 0);
    expect(middle(curves.flatness)).toBeGreaterThan(0.3);
    expect(level.every((x) => x === 0)).toBe(true);
    expect(Math.max(...analyse(silent).curves.rms)).toBe(0);
  });

  it('does not modify its input', () => {
    const samples = sine(440);
    analyse(samples, dithered);
    expect(samples).toEqual(sine(440));
  });
});

describe('analyse', () => {
  it('returns one frame of finite values for one sample', () => {
    const { frames, curves } = analyse(Float32Array.of(0.5));
    expect(frames).toBe(1);
    for (const curve of Object.values(curves)) expect(Number.isFinite(curve[0])).toBe(true);
  });

  it.each([1, 7, 8, 9, 80])('does not depend on the previous measurement (%i hops)', (hops) => {
    const samples = noise().slice(0, hops * 256);
    const before = analyse(samples);
    analyse(sine(100));
    expect(analyse(samples)).toEqual(before);
    expect(before.frames).toBe(hops + 1);
  });

  it('builds a set with name, provenance and settings', () => {
    const provenance = { source: 'here', licence: 'CC0-1.0' };
    const set = setFromSound({ samples: sine(440), name: 'A', provenance });
    expect(set).toMatchObject({ name: 'A', provenance, analysis: DEFAULT_ANALYSIS });
  });

  it('reports progress up to 1', () => {
    const reported: number[] = [];
    analyse(new Float32Array(44_100 * 10), DEFAULT_ANALYSIS, (share) => reported.push(share));
    expect(reported.length).toBeGreaterThan(2);
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
    expect(reported.at(-1)).toBe(1);
  });

  it.each([
    ['hop 0', { hop: 0 }],
    ['spectral window 1000', { windows: { ...DEFAULT_ANALYSIS.windows, spectral: 1000 } }],
    ['zcr window 333', { windows: { ...DEFAULT_ANALYSIS.windows, zcr: 333 } }],
    ['f0 window 512', { windows: { ...DEFAULT_ANALYSIS.windows, f0: 512 } }],
  ])('refuses %s with a named error', (words, changed) => {
    expectNamedError(() => analyse(sine(440), { ...DEFAULT_ANALYSIS, ...changed }), 'bad-config', words);
  });

  it('refuses a sound without samples', () => {
    expectNamedError(() => analyse(new Float32Array(0)), 'bad-input', 'no samples');
  });
});
