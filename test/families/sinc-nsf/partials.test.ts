import { describe, expect, it } from 'vitest';
import { createPartials } from '../../../src/families/sinc-nsf/partials.ts';
import { createSynthKernel, type SynthKernel } from '../../../src/families/sinc-nsf/synth-kernel.ts';
import { hash2 } from '../../../src/numeric/hash.ts';
import { distance, HOP, PARAMETERS, TIMING } from './test-model.ts';

const P = PARAMETERS.partials;
/** Amplitudes and samples in single precision, computed in double. */
const SINGLE = 1e-6;
const ROWS = PARAMETERS.subframes + 1;

function gainsOf(kernel: SynthKernel, amplitude: (row: number, partial: number) => number) {
  const partials = kernel.floats(ROWS * P);
  for (let i = 0; i < partials.length; i++) partials[i] = amplitude(Math.floor(i / P), (i % P) + 1);
  return { partials };
}

/** The sum of one sine a partial; the phase is the sum of the pitches so far. */
function directSum(amplitude: (row: number, partial: number) => number, f0: readonly number[], seed: number) {
  let phase = hash2(seed, 0x70686173) / 2 ** 32;
  const out: number[] = [];
  for (let k = 0; k + 1 < f0.length; k++) {
    for (let n = 0; n < HOP; n++) {
      phase += (f0[k] + ((f0[k + 1] - f0[k]) * (n + 0.5)) / HOP) / TIMING.sampleRate;
      const row = Math.floor(n / 32);
      const r = ((n % 32) + 0.5) / 32;
      let sum = 0;
      for (let p = 1; p <= P; p++) {
        sum += (amplitude(row, p) * (1 - r) + amplitude(row + 1, p) * r) * Math.sin(2 * Math.PI * p * phase);
      }
      out.push(sum);
    }
  }
  return out;
}

function render(amplitude: (row: number, partial: number) => number, f0: readonly number[], seed = 1) {
  const kernel = createSynthKernel(2 ** 18);
  const partials = createPartials(kernel, PARAMETERS, TIMING);
  const gains = gainsOf(kernel, amplitude);
  partials.reset(seed);
  const out = kernel.floats(HOP * (f0.length - 1));
  for (let k = 0; k + 1 < f0.length; k++) {
    partials.render(gains, Float64Array.of(f0[k], f0[k + 1]), out.subarray(k * HOP, (k + 1) * HOP));
  }
  return out;
}

describe('the partials', () => {
  const uneven = (row: number, p: number) => Math.abs(Math.sin(row * 3 + p)) / p;

  it.each([
    ['a steady pitch', [110, 110, 110, 110]],
    ['a glide', [50, 200, 1800, 5000, 60]],
    ['a very low pitch', [20, 20.5, 21]],
  ])('equal the direct sum of their sines over %s', (_, f0) => {
    expect(distance(render(uneven, f0), directSum(uneven, f0, 1))).toBeLessThan(SINGLE);
  });

  it('are sample-exact after a hundred blocks', () => {
    const f0 = Array.from({ length: 101 }, (_, k) => 200 + 100 * Math.sin(k / 3));
    expect(distance(render(uneven, f0), directSum(uneven, f0, 1))).toBeLessThan(SINGLE);
  });

  it('render a single partial, and silence for none', () => {
    const only = (_: number, p: number) => (p === 7 ? 0.5 : 0);
    expect(distance(render(only, [300, 310]), directSum(only, [300, 310], 1))).toBeLessThan(SINGLE);
    expect(Math.max(...render(() => 0, [300, 310]).map(Math.abs))).toBe(0);
  });

  it('start at the phase of the seed', () => {
    const sine = (_: number, p: number) => (p === 1 ? 1 : 0);
    expect(render(sine, [100, 100], 5)).toEqual(render(sine, [100, 100], 5));
    expect(distance(render(sine, [100, 100], 5), render(sine, [100, 100], 6))).toBeGreaterThan(0.01);
  });
});
