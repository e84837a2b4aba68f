import { describe, expect, it } from 'vitest';
import { logSpectralDistanceDb } from '../../../src/cli/bench/log-spectral-distance.ts';

const tone = (hz: number, gain = 1): Float32Array =>
  Float32Array.from({ length: 20_000 }, (_, n) => gain * 0.3 * Math.sin((2 * Math.PI * hz * n) / 44_100));
const noise = Float32Array.from({ length: 20_000 }, (_, n) => 0.1 * Math.sin(n * n * 0.7));

describe('the log-spectral distance of two sounds', () => {
  it('is 0 for a sound and itself, and for silence', () => {
    expect(logSpectralDistanceDb(noise, noise)).toBe(0);
    expect(logSpectralDistanceDb(new Float32Array(4000), new Float32Array(4000))).toBe(0);
  });

  it('is the gain between sounds that differ in gain only', () => {
    const softer = noise.map((x) => x * 10 ** (-3 / 20));
    expect(logSpectralDistanceDb(noise, softer)).toBeCloseTo(3, 1);
  });

  it('grows with the difference', () => {
    expect(logSpectralDistanceDb(tone(440), tone(880))).toBeGreaterThan(logSpectralDistanceDb(tone(440), tone(441)));
  });
});
