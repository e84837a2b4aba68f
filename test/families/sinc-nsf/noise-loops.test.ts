import { describe, expect, it } from 'vitest';
import { createNoiseLoops } from '../../../src/families/sinc-nsf/noise-loops.ts';
import { erbBands } from '../../../src/numeric/erb-bands.ts';
import { hash2 } from '../../../src/numeric/hash.ts';
import { HOP, PARAMETERS, rms, TIMING } from './test-model.ts';

const { noiseBands: BANDS } = PARAMETERS;
const L = BANDS.loopLength;
const make = (flattening: number) =>
  createNoiseLoops({ bands: { ...BANDS, flattening }, sampleRate: TIMING.sampleRate, guard: HOP });
const loops = make(BANDS.flattening);
const ofRandomPhases = make(0);
const loop = (band: number, { samples, scales, stride } = loops) =>
  Float32Array.from(samples.subarray(band * stride, band * stride + L), (x) => x * scales[band]);
/** Half a step of 16 bits, at a peak of 5. */
const STEP = 5 / 32_767 / 2;

/** The definition: a sum of cosines, at one sample. */
function cosinesAt(n: number, low: number, high: number, band: number): number {
  const width = BANDS.transition * (high - low);
  let sum = 0;
  let power = 0;
  for (let i = 0; i <= L / 2; i++) {
    const hz = (i * TIMING.sampleRate) / L;
    const rise = Math.min(1, Math.max(0, (hz - low + width / 2) / width));
    const fall = Math.min(1, Math.max(0, (high + width / 2 - hz) / width));
    const magnitude = Math.sin((Math.PI / 2) * rise * fall);
    if (magnitude === 0) continue;
    power += magnitude ** 2 / 2;
    sum += magnitude * Math.cos((2 * Math.PI * hash2(band + 1, i)) / 2 ** 32 + (2 * Math.PI * ((i * n) % L)) / L);
  }
  return sum / Math.sqrt(power);
}

/** Amplitude of a loop at `hz`, by correlation. */
function amplitudeAt(band: number, hz: number, of = loops): number {
  const bin = Math.round((hz * L) / TIMING.sampleRate);
  let re = 0;
  let im = 0;
  loop(band, of).forEach((x, n) => {
    re += x * Math.cos((2 * Math.PI * ((bin * n) % L)) / L);
    im += x * Math.sin((2 * Math.PI * ((bin * n) % L)) / L);
  });
  return (2 * Math.hypot(re, im)) / L;
}

describe('the noise loops', () => {
  it('have edges evenly spaced in ERB, from the lowest to the highest', () => {
    const edges = erbBands(BANDS.lowHz, BANDS.highHz, BANDS.count);
    const erb = Array.from(edges, (hz) => 21.4 * Math.log10(1 + 0.00437 * hz));
    expect(edges).toHaveLength(97);
    expect(edges[0]).toBeCloseTo(25, 9);
    expect(edges[96]).toBeCloseTo(21_500, 6);
    for (let b = 1; b < 96; b++) expect(erb[b + 1] - erb[b]).toBeCloseTo(erb[1] - erb[0], 9);
  });

  it('have unit RMS and no DC in every band', () => {
    for (let band = 0; band < BANDS.count; band++) {
      expect(rms(loop(band)), `band ${band}`).toBeCloseTo(1, 5);
      expect(loop(band).reduce((sum, x) => sum + x, 0) / L, `band ${band}`).toBeCloseTo(0, 5);
    }
  });

  it.each([0, 1, 30, 61, 94, 95])(
    'equal the sum of cosines of their definition without flattening (band %i)',
    (band) => {
      const edges = erbBands(BANDS.lowHz, BANDS.highHz, BANDS.count);
      for (const n of [0, 1, 31, 1000, 32_767, 50_001, 65_535]) {
        const exact = cosinesAt(n, edges[band], edges[band + 1], band);
        expect(Math.abs(loop(band, ofRandomPhases)[n] - exact), `sample ${n}`).toBeLessThan(STEP + 1e-5);
      }
    },
  );

  it('have no energy beyond their edges', () => {
    const edges = erbBands(BANDS.lowHz, BANDS.highHz, BANDS.count);
    for (const band of [20, 60, 95]) {
      const width = edges[band + 1] - edges[band];
      const inside = amplitudeAt(band, edges[band] + width / 2);
      expect(amplitudeAt(band, edges[band] - 0.2 * width)).toBeLessThan(1e-4 * inside);
      expect(amplitudeAt(band, edges[band + 1] + 0.2 * width)).toBeLessThan(1e-4 * inside);
    }
  });

  it('have a steadier level than noise of random phases', () => {
    const kurtosis = (band: number, { samples, stride }: typeof loops): number => {
      let [squares, fourths] = [0, 0];
      for (let n = band * stride; n < band * stride + L; n++) {
        squares += samples[n] ** 2;
        fourths += samples[n] ** 4;
      }
      return (L * fourths) / squares ** 2;
    };
    const bands = Array.from({ length: BANDS.count }, (_, band) => band);
    const mean = (of: typeof loops): number => bands.reduce((sum, band) => sum + kurtosis(band, of), 0) / BANDS.count;
    expect(mean(ofRandomPhases)).toBeGreaterThan(2.9); // a normal distribution has 3
    expect(mean(loops)).toBeLessThan(1.85); // a sine has 1.5
    for (const band of bands) expect(kurtosis(band, loops), `band ${band}`).toBeLessThan(2);
  });

  it.each([0, 40, 95])('have the same spectrum with flattening as without (band %i)', (band) => {
    const edges = erbBands(BANDS.lowHz, BANDS.highHz, BANDS.count);
    for (const share of [0.02, 0.3, 0.5, 0.9]) {
      const hz = edges[band] + share * (edges[band + 1] - edges[band]);
      expect(amplitudeAt(band, hz) / amplitudeAt(band, hz, ofRandomPhases), `${hz} Hz`).toBeCloseTo(1, 2);
    }
  });

  it('repeat their start after their end, so that a block never wraps', () => {
    for (const band of [0, 50, 95]) {
      const start = band * loops.stride;
      const again = loops.samples.subarray(start + L, start + loops.stride);
      expect(again).toEqual(loops.samples.subarray(start, start + HOP));
    }
  });

  it('can be an odd number of bands', () => {
    const odd = createNoiseLoops({ bands: { ...BANDS, count: 3 }, sampleRate: TIMING.sampleRate, guard: 0 });
    for (let band = 0; band < 3; band++)
      expect(rms(odd.samples.subarray(band * L, (band + 1) * L)) * odd.scales[band]).toBeCloseTo(1, 5);
  });
});
