import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseRms, preprocess, trimSilence } from '../../src/descriptors/preprocess.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const RATE = 44_100;

/** Silence, then a 200 Hz tone of the given amplitude, then silence; lengths in samples. */
function toneBetween(before: number, tone: number, after: number, amplitude = 0.5, noise = 0): Float32Array {
  return Float32Array.from({ length: before + tone + after }, (_, n) => {
    const inside = n >= before && n < before + tone;
    return inside ? amplitude * Math.cos((2 * Math.PI * 200 * (n - before)) / RATE) : noise * (n % 2 ? 1 : -1);
  });
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

describe('trimSilence', () => {
  it('keeps 2 ms before the first sound and no more than 20 ms after the last', () => {
    const trimmed = trimSilence(toneBetween(10_000, 4410, 30_000), RATE);
    expect(trimmed.findIndex((x) => x !== 0)).toBe(88);
    expect(trimmed.length).toBeGreaterThanOrEqual(88 + 4410);
    expect(trimmed.length).toBeLessThanOrEqual(88 + 4410 + 882);
  });

  it('treats noise 70 dB below the peak as silence and a tail 60 dB below as sound', () => {
    expect(trimSilence(toneBetween(10_000, 4410, 30_000, 0.5, 0.5 * 10 ** (-70 / 20)), RATE).length).toBeLessThan(5500);
    expect(trimSilence(toneBetween(10_000, 4410, 30_000, 0.5, 0.5 * 10 ** (-60 / 20)), RATE).length).toBe(
      88 + 4410 + 30_000,
    );
  });

  it('only prepends 2 ms of silence to a sound without silence', () => {
    const tone = toneBetween(0, 4410, 0);
    expect(trimSilence(tone, RATE)).toEqual(Float32Array.of(...new Float32Array(88), ...tone));
  });

  it('returns an empty sound for silence', () => {
    expect(trimSilence(new Float32Array(5000), RATE).length).toBe(0);
    expect(trimSilence(new Float32Array(5000).fill(9e-5), RATE).length).toBe(0);
    expect(trimSilence(new Float32Array(0), RATE).length).toBe(0);
  });
});

describe('normaliseRms', () => {
  it('scales a steady tone of any level to -16 dBFS', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 8, noNaN: true }), (amplitude) => {
        const level = 20 * Math.log10(rms(normaliseRms(toneBetween(0, 44_100, 0, amplitude), RATE)));
        expect(level).toBeCloseTo(-16, 2);
      }),
      { numRuns: 20 },
    );
  });

  it('ignores pauses', () => {
    const toneThenPause = normaliseRms(toneBetween(0, 44_100, 88_200), RATE);
    expect(20 * Math.log10(rms(toneThenPause.subarray(0, 44_100)))).toBeCloseTo(-16, 2);
  });

  it('limits peaks to 0.95', () => {
    const click = new Float32Array(4410);
    click[100] = 0.01;
    expect(Math.max(...normaliseRms(click, RATE))).toBeCloseTo(0.95, 6);
  });

  it('does not modify its input', () => {
    const tone = toneBetween(0, 4410, 0);
    const before = tone.slice();
    normaliseRms(tone, RATE);
    expect(tone).toEqual(before);
  });
});

describe('preprocess', () => {
  it('trims and normalises', () => {
    const sound = preprocess(toneBetween(20_000, 44_100, 20_000, 0.01), RATE);
    expect(sound.length).toBeLessThan(46_000);
    expect(20 * Math.log10(rms(sound))).toBeCloseTo(-16, 0);
  });

  it('refuses silence with a named error', () => {
    expectNamedError(() => preprocess(new Float32Array(1000), RATE), 'bad-input', 'silent');
  });
});
