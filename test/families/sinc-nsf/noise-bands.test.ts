import { describe, expect, it } from 'vitest';
import { createNoiseBands } from '../../../src/families/sinc-nsf/noise-bands.ts';
import { createNoiseLoops } from '../../../src/families/sinc-nsf/noise-loops.ts';
import { hash2 } from '../../../src/numeric/hash.ts';
import { distance, HOP, PARAMETERS, TIMING } from './test-model.ts';

const loops = createNoiseLoops({ bands: PARAMETERS.noiseBands, sampleRate: TIMING.sampleRate, guard: HOP });
/** Single precision, of sums of up to 96 bands at full level. */
const SINGLE = 1e-5;
const B = PARAMETERS.noiseBands.count;
const ROWS = PARAMETERS.subframes + 1;
const uneven = (row: number, band: number) => Math.abs(Math.sin(row * 5 + band * 0.3));

function gainsOf(amplitude: (row: number, band: number) => number, count = B) {
  const bands = loops.kernel.floats(ROWS * count);
  for (let i = 0; i < bands.length; i++) bands[i] = amplitude(Math.floor(i / count), i % count);
  return { bands };
}

function render(seed: number, position: number, amplitude = uneven, count = B): Float32Array {
  const parameters = { ...PARAMETERS, noiseBands: { ...PARAMETERS.noiseBands, count } };
  const noise = createNoiseBands(loops, parameters, TIMING);
  const out = loops.kernel.floats(HOP);
  noise.reset(seed);
  noise.render(gainsOf(amplitude, count), position, out);
  return out;
}

function directSum(seed: number, position: number, amplitude = uneven, count = B): number[] {
  return Array.from({ length: HOP }, (_, n) => {
    const row = Math.floor(n / 32);
    const r = ((n % 32) + 0.5) / 32;
    let sum = 0;
    for (let b = 0; b < count; b++) {
      const offset = hash2(hash2(seed, 0x6e6f6973), b) % loops.length;
      const sample = loops.scales[b] * loops.samples[b * loops.stride + ((position + n + offset) % loops.length)];
      sum += sample * (amplitude(row, b) * (1 - r) + amplitude(row + 1, b) * r);
    }
    return sum;
  });
}

describe('the noise bands', () => {
  it.each([0, 256, 65_536 - 256, 65_536 * 3 + 512])(
    'are the weighted sum of their loops at position %i',
    (position) => {
      expect(distance(render(1, position), directSum(1, position))).toBeLessThan(SINGLE);
    },
  );

  it('depend on the position alone, not on the blocks before', () => {
    const noise = createNoiseBands(loops, PARAMETERS, TIMING);
    const out = loops.kernel.floats(HOP);
    noise.reset(9);
    for (let k = 0; k < 6; k++) noise.render(gainsOf(uneven), k * HOP, out);
    expect(out).toEqual(render(9, 5 * HOP));
  });

  it('repeat with the same seed and differ with another', () => {
    expect(render(1, 0)).toEqual(render(1, 0));
    expect(distance(render(1, 0), render(2, 0))).toBeGreaterThan(0.1);
  });

  it('render a single band, and silence for none', () => {
    const one = (_: number, band: number) => (band === 13 ? 0.25 : 0);
    expect(distance(render(1, 0, one), directSum(1, 0, one))).toBeLessThan(SINGLE);
    expect(render(1, 0, () => 0)).toEqual(new Float32Array(HOP));
  });

  it('can be any number of bands', () => {
    expect(distance(render(1, 0, uneven, 11), directSum(1, 0, uneven, 11))).toBeLessThan(SINGLE);
  });
});
