import { describe, expect, it } from 'vitest';
import { COLOUR_SIZE, type Timbre } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix, type TimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { createModeBank } from '../../../src/families/sinc-nsf/mode-bank.ts';
import { createSynthKernel } from '../../../src/families/sinc-nsf/synth-kernel.ts';
import { hash2, uniform } from '../../../src/numeric/hash.ts';
import { MODAL_PARAMETERS } from './test-model.ts';

const RATE = 44_100;
const LENGTH = 32;
const BANDS = MODAL_PARAMETERS.modes.bands;
const SEED = 5;

/** A bank with all band gains at 0.5. */
function bank() {
  const kernel = createSynthKernel(2 ** 16);
  const modes = createModeBank(kernel, MODAL_PARAMETERS.modes, MODAL_PARAMETERS, { sampleRate: RATE, hop: LENGTH });
  const gains = kernel.floats(BANDS).fill(0.5);
  const out = kernel.floats(LENGTH);
  const render = (ratio: number): Float32Array => {
    modes.render(gains, ratio, out);
    return out;
  };
  return { modes, render };
}

const timbre = (...hz: number[]): Timbre => ({
  hz: Float32Array.from(hz),
  share: Float32Array.from(hz, () => 1 / hz.length),
  colour: new Float32Array(COLOUR_SIZE),
});

function mixOf(parts: readonly (readonly [Timbre, number])[], transpose = 0): TimbreMix {
  const mix = createTimbreMix();
  for (const [one, share] of parts) mix.add(one, share);
  mix.transpose = transpose;
  return mix;
}

/** Renders `blocks` sub-frames with the mix that `mixAt` returns for each. */
function play(blocks: number, mixAt: (block: number) => TimbreMix | undefined, ratioAt = (_: number): number => 1) {
  const { modes, render } = bank();
  modes.reset(SEED);
  const sound = new Float64Array(blocks * LENGTH);
  for (let n = 0; n < blocks; n++) {
    const mix = mixAt(n);
    if (mix !== undefined) modes.setMix(mix, n * LENGTH);
    sound.set(render(ratioAt(n)), n * LENGTH);
  }
  return sound;
}

const largest = (values: Float64Array): number => values.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
const largestStep = (values: Float64Array): number =>
  values.reduce((largest, x, n) => (n === 0 ? 0 : Math.max(largest, Math.abs(x - values[n - 1]))), 0);

describe('the free partials', () => {
  it('are sines from the phase of their seed on, at the gain of their band', () => {
    const sound = play(40, (n) => (n === 0 ? mixOf([[timbre(1000), 1]]) : undefined));
    const phase = uniform(hash2(SEED, 0x6d6f6465), 0);
    const expected = (n: number): number => 0.5 * Math.sin(2 * Math.PI * (phase + (1000 * (n + 1)) / RATE));
    for (let n = LENGTH; n < sound.length; n++)
      expect.soft(Math.abs(sound[n] - expected(n)), `${n}`).toBeLessThan(1e-7);
  });

  it('share the energy of their band', () => {
    const sound = play(4000, (n) => (n === 0 ? mixOf([[timbre(2000, 2050), 1]]) : undefined));
    const power = sound.subarray(LENGTH).reduce((sum, x) => sum + x * x, 0) / (sound.length - LENGTH);
    expect(power).toBeCloseTo(0.5 ** 2 / 2, 3);
  });

  it('change from one timbre to another without a step', () => {
    const [a, b] = [timbre(700), timbre(1800)];
    const shares = (n: number): number => Math.min(Math.max((n - 100) / 100, 0), 1);
    const mixes = (n: number): TimbreMix =>
      mixOf([
        [a, 1 - shares(n)],
        [b, shares(n)],
      ]);
    const sound = play(300, mixes);
    expect(largestStep(sound)).toBeLessThan(0.5 * ((2 * Math.PI * (700 + 1800)) / RATE));
    expect(largest(sound.subarray(250 * LENGTH))).toBeCloseTo(0.5, 2);
  });

  it('fall silent within a sub-frame when the mix has none', () => {
    const sound = play(20, (n) => mixOf(n < 10 ? [[timbre(500), 1]] : []));
    expect(largest(sound.subarray(0, 10 * LENGTH))).toBeGreaterThan(0.2);
    expect(largest(sound.subarray(11 * LENGTH))).toBe(0);
  });

  it('follow pitch and transposition, and vanish beyond Nyquist', () => {
    const crossings = (sound: Float64Array): number =>
      sound.filter((x, n) => n > 0 && x > 0 && sound[n - 1] <= 0).length;
    const bell = timbre(1000);
    const higher = play(1000, (n) => (n === 0 ? mixOf([[bell, 1]], 1) : undefined));
    expect(crossings(higher) / (higher.length / RATE)).toBeCloseTo(2000, -1);
    const bent = play(
      1000,
      (n) => (n === 0 ? mixOf([[bell, 1]]) : undefined),
      () => 1.5,
    );
    expect(crossings(bent) / (bent.length / RATE)).toBeCloseTo(1500, -1);
    expect(largest(play(100, (n) => (n === 0 ? mixOf([[timbre(15_000), 1]], 1) : undefined)))).toBeLessThan(1e-6);
  });

  it('sound after a skip as if they had been rendered', () => {
    const bell = timbre(333, 1234);
    const whole = play(64, (n) => (n === 0 ? mixOf([[bell, 1]]) : undefined));
    const { modes, render } = bank();
    modes.reset(SEED);
    const late = new Float64Array(32 * LENGTH);
    modes.setMix(mixOf([[bell, 1]]), 32 * LENGTH);
    for (let n = 0; n < 32; n++) late.set(render(1), n * LENGTH);
    const rest = whole.subarray(33 * LENGTH);
    for (let n = 0; n < rest.length; n++) expect.soft(Math.abs(rest[n] - late[LENGTH + n])).toBeLessThan(1e-7);
  });
});
