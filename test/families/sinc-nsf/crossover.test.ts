import { describe, expect, it } from 'vitest';
import { createCrossover, crossoverLatency } from '../../../src/families/sinc-nsf/crossover.ts';
import { createSynthKernel } from '../../../src/families/sinc-nsf/synth-kernel.ts';
import { uniform } from '../../../src/numeric/hash.ts';
import { distance, HOP, PARAMETERS, rms, TIMING } from './test-model.ts';

const BLOCKS = 6;
const LENGTH = BLOCKS * HOP;
const signal = (stream: number) => Float64Array.from({ length: LENGTH }, (_, n) => 2 * uniform(stream, n) - 1);
const steady = (hz: number) => new Float64Array(BLOCKS * 8).fill(hz);
const moving = Float64Array.from({ length: BLOCKS * 8 }, (_, j) => 20 * 2 ** (10 * uniform(77, j)));

const silence = new Float64Array(LENGTH);

/** A crossover with its inputs; `play` renders block k. */
function open() {
  const kernel = createSynthKernel(2 ** 16);
  const crossover = createCrossover(kernel, PARAMETERS, TIMING);
  const input = { harmonic: kernel.floats(HOP), noise: kernel.floats(HOP), ringing: kernel.floats(HOP) };
  const play = (k: number, [harmonic, noise, ringing]: readonly Float64Array[], cutoffHz: Float64Array) => {
    const out = new Float32Array(HOP);
    input.harmonic.set(harmonic.subarray(k * HOP, (k + 1) * HOP));
    input.noise.set(noise.subarray(k * HOP, (k + 1) * HOP));
    input.ringing.set(ringing.subarray(k * HOP, (k + 1) * HOP));
    crossover.render(input, cutoffHz.subarray(k * 8, (k + 1) * 8), out);
    return out;
  };
  return { crossover, play };
}

function render(harmonic: Float64Array, noise: Float64Array, cutoffHz: Float64Array, ringing = silence): Float32Array {
  const { play } = open();
  const out = new Float32Array(LENGTH);
  for (let k = 0; k < BLOCKS; k++) out.set(play(k, [harmonic, noise, ringing], cutoffHz), k * HOP);
  return out;
}

/** Windowed sinc, tap by tap, sample by sample, without delay. */
function direct(harmonic: Float64Array, noise: Float64Array, cutoffHz: Float64Array): number[] {
  const tap = (hz: number, q: number) => {
    const x = (2 * hz) / TIMING.sampleRate;
    const sinc = q === 0 ? 1 : Math.sin(Math.PI * x * q) / (Math.PI * x * q);
    return x * sinc * (0.54 + 0.46 * Math.cos((Math.PI * q) / 31));
  };
  return Array.from({ length: LENGTH }, (_, n) => {
    const j = Math.floor(n / 32);
    const r = ((n % 32) + 0.5) / 32;
    let y = noise[n];
    for (let q = -31; q <= 31; q++) {
      const coefficient = tap(cutoffHz[Math.max(j - 1, 0)], q) * (1 - r) + tap(cutoffHz[j], q) * r;
      y += coefficient * ((harmonic[n - q] ?? 0) - 0.9 * (noise[n - q] ?? 0));
    }
    return y;
  });
}

describe('the crossover', () => {
  it.each([
    ['a cutoff that jumps every sub-frame', moving],
    ['the lowest cutoff', steady(20)],
    ['the highest cutoff', steady(20_480)],
  ])('equals the direct convolution, 31 samples later, at %s', (_, cutoffHz) => {
    const streamed = render(signal(1), signal(2), cutoffHz).subarray(31);
    expect(distance(streamed, direct(signal(1), signal(2), cutoffHz).slice(0, LENGTH - 31))).toBeLessThan(1e-6);
  });

  it('lags by half its taps', () => {
    expect(crossoverLatency(PARAMETERS)).toBe(31);
  });

  it('keeps harmonics below and noise above', () => {
    const tone = (hz: number) =>
      Float64Array.from({ length: LENGTH }, (_, n) => Math.sin((2 * Math.PI * hz * n) / TIMING.sampleRate));
    const loudness = (harmonic: Float64Array, noise: Float64Array) =>
      rms(render(harmonic, noise, steady(4000)).subarray(HOP)) * Math.SQRT2;
    expect(loudness(tone(500), silence)).toBeCloseTo(1, 2);
    expect(loudness(tone(12_000), silence)).toBeLessThan(0.01);
    expect(loudness(silence, tone(12_000))).toBeCloseTo(1, 2);
    expect(loudness(silence, tone(500))).toBeCloseTo(0.1, 2);
  });

  it('restarts after a reset', () => {
    const { crossover, play } = open();
    const [once, again] = [0, 1].map(() => {
      crossover.reset();
      return play(0, [signal(1), signal(2), signal(3)], moving);
    });
    expect(again).toEqual(once);
  });

  it('passes free partials unchanged, with the same lag', () => {
    const ringing = render(silence, silence, moving, signal(3)).subarray(31);
    expect(distance(ringing, Float32Array.from(signal(3).subarray(0, LENGTH - 31)))).toBe(0);
  });
});
