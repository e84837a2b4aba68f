import { describe, expect, it } from 'vitest';
import { createGains } from '../../../src/families/sinc-nsf/gains.ts';
import { createSynthKernel } from '../../../src/families/sinc-nsf/synth-kernel.ts';
import { OUTPUTS, PARAMETERS, TIMING } from './test-model.ts';

const P = PARAMETERS.partials;
const B = PARAMETERS.noiseBands.count;
const y = Float32Array.from({ length: OUTPUTS }, (_, i) => 4 * Math.sin(i * 0.37));
const level = Float32Array.from({ length: 8 }, (_, j) => 0.1 * (j + 1));
const LOWEST = Math.exp(-8);
const exact = (o: number) => LOWEST * Math.expm1(10 / (1 + Math.exp(-0.4 * o)));

/** The kernel's gains for outputs at level 1. */
function gainsOf(outputs: readonly number[], floor?: number): Float32Array {
  const count = outputs.length;
  const gain = { ...PARAMETERS.gain, floor };
  const parameters = {
    ...PARAMETERS,
    gain,
    subframes: 1,
    partials: 0,
    noiseBands: { ...PARAMETERS.noiseBands, count },
  };
  const gains = createGains(createSynthKernel(2 ** 20), parameters, TIMING);
  gains.update(Float32Array.of(...outputs, 0), Float32Array.of(1), Float64Array.of(100, 100));
  return gains.bands.subarray(count);
}

describe('the gain table', () => {
  it.each([
    ['a floor of zero', 0],
    ['a floor', 1e-5],
    ['none stated', undefined],
  ])('errs by less than 1e-5 of the gain, everywhere, with %s', (_, floor) => {
    const outputs = Array.from({ length: 40_000 }, (_, i) => Math.fround(-38 + i * 0.0025));
    gainsOf(outputs, floor).forEach((gain, i) => {
      const expected = exact(outputs[i]) + (floor ?? LOWEST);
      expect(Math.abs(gain / expected - 1), `at ${outputs[i]}`).toBeLessThan(1e-5);
    });
  });

  it('ends 69.5 dB down where no floor is stated, and 180 dB down where it is zero', () => {
    const decibels = (floor?: number) => 20 * Math.log10(gainsOf([-40], floor)[0]);
    expect(decibels()).toBeCloseTo(-69.5, 1);
    expect(decibels(0)).toBeLessThan(-180);
  });

  it('has a gain for outputs beyond its ends and for NaN', () => {
    const [high, low, none] = gainsOf([1e30, -1e30, Number.NaN]);
    expect(high).toBeCloseTo(Math.exp(2), 4);
    expect(low).toBeCloseTo(LOWEST, 8);
    expect(none).toBeCloseTo(LOWEST, 8);
  });
});

describe('the gains of a block', () => {
  it('are gain times level, faded for partials near the Nyquist frequency', () => {
    const gains = createGains(createSynthKernel(2 ** 18), PARAMETERS, TIMING);
    gains.update(y, level, Float64Array.of(420, 460));
    for (let j = 0; j < 8; j++) {
      const pitch = 420 + (40 * (j + 1)) / 8;
      for (let p = 1; p <= P; p++) {
        const fade = 1 / (1 + Math.exp(-(0.47 * 44_100 - p * pitch) / 200));
        const expected = exact(y[145 * j + p - 1]) * level[j] * fade;
        expect(Math.abs(gains.partials[(j + 1) * P + p - 1] - expected), `partial ${p}`).toBeLessThan(
          1e-5 * expected + 1e-7,
        );
      }
      for (let b = 0; b < B; b++) {
        const expected = exact(y[145 * j + 48 + b]) * level[j];
        expect(gains.bands[(j + 1) * B + b] / expected).toBeCloseTo(1, 4);
      }
      expect(gains.cutoffHz[j]).toBeCloseTo(20 * 2 ** (10 / (1 + Math.exp(-y[145 * j + 144]))), 6);
    }
  });

  it('start from the end of the block before, and from silence after a reset', () => {
    const gains = createGains(createSynthKernel(2 ** 18), PARAMETERS, TIMING);
    gains.update(y, level, Float64Array.of(100, 100));
    expect(Math.max(...gains.partials.subarray(0, P), ...gains.bands.subarray(0, B))).toBe(0);
    const last = gains.bands.slice(8 * B);
    gains.update(y, level, Float64Array.of(100, 100));
    expect(gains.bands.slice(0, B)).toEqual(last);
    gains.reset();
    gains.update(y, level, Float64Array.of(100, 100));
    expect(Math.max(...gains.bands.subarray(0, B))).toBe(0);
  });

  it('fall silent within the first sub-frame of a release', () => {
    const gains = createGains(createSynthKernel(2 ** 18), PARAMETERS, TIMING);
    gains.update(y, level, Float64Array.of(100, 100));
    const last = gains.partials.slice(8 * P);
    const cutoffHz = gains.cutoffHz[7];
    gains.release();
    expect(gains.partials.slice(0, P)).toEqual(last);
    expect(Math.max(...gains.partials.subarray(P), ...gains.bands.subarray(B))).toBe(0);
    expect([...gains.cutoffHz]).toEqual(new Array(8).fill(cutoffHz));
  });
});
