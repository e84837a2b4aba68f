import { describe, expect, it } from 'vitest';
import { descriptorErrors } from '../../../src/cli/bench/descriptor-errors.ts';
import { DEFAULT_ANALYSIS, DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { PERCEPTUAL_SCALES } from '../../../src/descriptors/transform/perceptual.ts';

const RATE = DEFAULT_ANALYSIS.sampleRate;
const stats = DESCRIPTORS.map((name) => ({ name, ...PERCEPTUAL_SCALES[name], mean: 0, std: 2 }));
const options = { settings: DEFAULT_ANALYSIS, stats };
const tone = (hz: number, gain = 0.3): Float32Array =>
  Float32Array.from({ length: RATE }, (_, n) => gain * Math.sin((2 * Math.PI * hz * n) / RATE));

describe('the descriptor errors of a sound', () => {
  it('are 0 for the reference itself', () => {
    expect(Object.values(descriptorErrors(tone(220), tone(220), options))).toEqual(DESCRIPTORS.map(() => 0));
  });

  it('are in standard deviations: an octave of pitch is half a deviation of two octaves, without an error of the level', () => {
    const errors = descriptorErrors(tone(220), tone(440), options);
    expect(errors.f0).toBeCloseTo(0.5, 2);
    expect(errors.rms).toBeLessThan(0.02);
  });

  it('distinguish a gain from a change of pitch', () => {
    const errors = descriptorErrors(tone(220), tone(220, 0.15), options);
    expect(errors.rms).toBeCloseTo(0.5, 2);
    expect(errors.f0).toBeLessThan(0.01);
  });

  it('are unknown in silence', () => {
    const silence = new Float32Array(RATE);
    expect(Object.values(descriptorErrors(silence, silence, options))).toEqual(DESCRIPTORS.map(() => null));
  });
});
