import FFT from 'fft.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { createPath } from '../../src/descriptors/transform/create-path.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { createLiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';
import { movingSet } from '../descriptors/moving-sets.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, rms, TRACK_INPUTS, TRACK_MODEL, TRACK_OUTPUTS } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { loudest, play, set, steepest } from './playing.ts';

const RATE = 44_100;
const PER_SUBFRAME = TRACK_OUTPUTS / 8;
const PARTIALS = 48;

/** The tracks as they were measured, with the first harmonic at a gain of `exp(harmonic)` and without noise. */
function tracksWith(harmonic: number): NetworkFunction {
  return ({ outputs }) => {
    outputs.get('y')?.forEach((_, i, y) => {
      const at = i % PER_SUBFRAME;
      if (at === PER_SUBFRAME - 1) y[i] = 10;
      else if (at === 0) y[i] = harmonic;
      else y[i] = at < PARTIALS + 96 ? -40 : 0;
    });
  };
}

const tracksAlone = tracksWith(-40);

/** The strongest sinusoids of a part: Hz and amplitude, the strongest first. A Hann window four times zero-padded. */
function peaksOf(sound: Float32Array, from: number, size: number): { hz: number; amplitude: number }[] {
  const points = 4 * size;
  const transform = new FFT(points);
  const padded = new Array<number>(points).fill(0);
  for (let n = 0; n < size; n++) padded[n] = (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size)) * (sound[from + n] ?? 0);
  const out = transform.createComplexArray();
  transform.realTransform(out, padded);
  const power = Float64Array.from({ length: points / 2 }, (_, k) => Math.hypot(out[2 * k] ?? 0, out[2 * k + 1] ?? 0));
  const found: { hz: number; amplitude: number }[] = [];
  for (let k = 2; k < power.length - 2; k++) {
    const [a, b, c] = [power[k - 1] ?? 0, power[k] ?? 0, power[k + 1] ?? 0];
    if (b <= a || b < c || b < 1e-4 * size) continue;
    const [before, here, after] = [Math.log(a), Math.log(b), Math.log(c)];
    const shift = (0.5 * (before - after)) / (before - 2 * here + after);
    found.push({ hz: ((k + shift) * RATE) / points, amplitude: (4 * b) / size });
  }
  return found.sort((a, b) => b.amplitude - a.amplitude);
}

const cents = (a: number, b: number): number => Math.abs(1200 * Math.log2(a / b));

/** Expects exactly these to be the strongest partials, within 10 cents. */
function expectPartials(sound: Float32Array, from: number, size: number, expected: readonly number[]): void {
  const found = peaksOf(sound, from, size).slice(0, expected.length);
  const sorted = found.map(({ hz }) => hz).sort((a, b) => a - b);
  expect(sorted).toHaveLength(expected.length);
  for (const [i, hz] of expected.entries()) expect(cents(sorted[i] ?? 1, hz), `${sorted[i]} Hz`).toBeLessThan(10);
}

/** The steepest slope that these sinusoids have together, a sample, with a tenth to spare for their ramps. */
const slopeOf = (...partials: readonly (readonly [hz: number, amplitude: number])[]): number =>
  1.1 * partials.reduce((sum, [hz, amplitude]) => sum + (amplitude * 2 * Math.PI * hz) / RATE, 0);

describe('a model with tracks plays a moving timbre', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = TRACK_MODEL.createSynthesizer();
  });

  async function open(a: DescriptorSet, options: Partial<VoicePatch> & { compute?: NetworkFunction } = {}) {
    const { compute = tracksAlone, ...patch } = options;
    const network = await openFakeNetwork({ compute, inputs: TRACK_INPUTS, outputs: TRACK_OUTPUTS });
    const voice = await createLiveVoice({
      model: TRACK_MODEL,
      session: network.session,
      synthesizer,
      seed: 3,
      patch: { a, gateMode: 'one-shot', loopMode: 'resynthesis', ...patch },
    });
    return { voice, runs: network.runs };
  }

  async function hit(a: DescriptorSet, options: Parameters<typeof open>[1] = {}) {
    const { voice } = await open(a, options);
    voice.gate(0, true);
    return play(voice, a.frames * HOP);
  }

  it('as a chord, with the amplitude of each partial', async () => {
    const sound = await hit(movingSet([{ hz: 220 }, { hz: 277.18, ratio: 0.5 }, { hz: 329.63, ratio: 0.25 }]));
    expectPartials(sound, 8192, 16_384, [220, 277.18, 329.63]);
    const [a, b, c] = peaksOf(sound, 8192, 16_384);
    expect(a?.amplitude).toBeCloseTo(0.2, 2);
    expect(b?.amplitude).toBeCloseTo(0.1, 2);
    expect(c?.amplitude).toBeCloseTo(0.05, 2);
  });

  it('as two hits 100 ms apart: the second one’s partial is silent before it', async () => {
    const sound = await hit(movingSet([{ hz: 440 }, { hz: 1500, from: 0.1 }]));
    const early = peaksOf(sound, 0, 4096).filter(({ hz }) => Math.abs(hz - 1500) < 100);
    expect(early[0]?.amplitude ?? 0).toBeLessThan(1e-3);
    expectPartials(sound, 8192, 8192, [440, 1500]);
  });

  it('as a glide over an octave', async () => {
    const sound = await hit(movingSet([{ hz: (t) => 400 * 2 ** (t / 2) }]));
    for (const seconds of [0.3, 1, 1.6]) {
      const middle = Math.round(seconds * RATE) + 31;
      expectPartials(sound, middle - 1024, 2048, [400 * 2 ** (seconds / 2)]);
    }
  });

  it('as a pair 30 Hz apart, without the beats of the level lane as partials beside it', async () => {
    const beat = (t: number): number => 0.02 + 0.18 * Math.abs(Math.cos(Math.PI * 30 * t));
    const sound = await hit(movingSet([{ hz: 1000 }, { hz: 1030 }], { level: beat }));
    expectPartials(sound, 16_384, 32_768, [1000, 1030]);
    const beside = peaksOf(sound, 16_384, 32_768).filter(({ hz }) => Math.abs(hz - 1015) > 20);
    expect((beside[0]?.amplitude ?? 0) / 0.2).toBeLessThan(0.01);
  });

  it('at another pitch, by CV and by the pitch’s offset', async () => {
    const chord = movingSet([{ hz: 300 }, { hz: 710 }]);
    const { voice } = await open(chord);
    set(voice, { pitch: 0.5, f0: 0.25 });
    voice.gate(0, true);
    expectPartials(await play(voice, RATE), 8192, 16_384, [300 * 2 ** 0.75, 710 * 2 ** 0.75]);
    set(voice, { pitch: 0, f0: 0 });
    voice.gate(0, true);
    expectPartials(await play(voice, RATE), 8192, 16_384, [300, 710]);
  });

  it('the same live, in blocks of any size, as offline', async () => {
    const set = movingSet([{ hz: (t) => 300 + 200 * t }, { hz: 900, from: 0.05, to: 0.3 }], { seconds: 0.5 });
    const reference = await hit(set);
    const { voice } = await open(set);
    voice.gate(0, true);
    expect(await play(voice, reference.length, 100)).toEqual(reference);
    const { session } = await openFakeNetwork({ compute: tracksAlone, inputs: TRACK_INPUTS, outputs: TRACK_OUTPUTS });
    const path = createPath({ a: set, stats: TRACK_MODEL.manifest.descriptors });
    const offline = createVoice({ model: TRACK_MODEL, session, synthesizer });
    const samples = reference.length - 31;
    expect(await renderTrigger({ voice: await offline, path, seed: 3, samples })).toEqual(reference.subarray(31));
  });

  it('from the place of scrub on, without a step', async () => {
    const { voice } = await open(
      movingSet([
        { hz: 500, to: 0.9 },
        { hz: 800, from: 1.1 },
      ]),
    );
    set(voice, { scrub: 0.75 });
    voice.gate(0, true);
    const sound = await play(voice, 16_384);
    expectPartials(sound, 0, 16_384, [800]);
    expect(steepest(sound)).toBeLessThan(slopeOf([800, 0.2]));
  });

  it.each(['resynthesis', 'freeze'] as const)('in a loop (%s), without a step where it jumps', async (loopMode) => {
    const { voice } = await open(movingSet([{ hz: (t) => 300 * 2 ** t }, { hz: 1000, to: 0.6 }]), { loopMode });
    set(voice, { 'loop-window': 150 });
    voice.gate(0, true);
    await play(voice, 20_000);
    voice.gate(1, true);
    const looped = await play(voice, 2 * RATE);
    expect(rms(looped.subarray(RATE))).toBeGreaterThan(0.05);
    expect(steepest(looped)).toBeLessThan(slopeOf([700, 0.3], [1000, 0.3]));
    voice.gate(1, false);
    expect(steepest(await play(voice, 20_000))).toBeLessThan(slopeOf([1200, 0.3], [1000, 0.3]));
  });

  it('between two sets, each with the root of its share', async () => {
    const [a, b] = [movingSet([{ hz: 400 }]), movingSet([{ hz: 1100 }])];
    const { voice } = await open(a, { b });
    set(voice, { interpolate: 0.5 });
    voice.gate(0, true);
    const sound = await play(voice, RATE);
    expectPartials(sound, 8192, 16_384, [400, 1100]);
    for (const { amplitude } of peaksOf(sound, 8192, 16_384).slice(0, 2)) {
      expect(amplitude).toBeCloseTo(0.2 * Math.SQRT1_2, 2);
    }
    set(voice, { interpolate: 1 });
    const moved = await play(voice, RATE / 2);
    expect(steepest(moved)).toBeLessThan(slopeOf([400, 0.2], [1100, 0.2]));
    expectPartials(moved, 4096, 16_384, [1100]);
  });

  it('with as much of the harmonics as the root of its harmonicity; a set without a timbre has all', async () => {
    const plain = impactSet({ frames: 200, onset: 0, peak: 1, decay: 0, loudness: 0.2, colour: { f0: 441 } });
    const quarter = movingSet([], { harmonicity: 0.25 });
    const { timbre } = quarter;
    const all = await hit(plain, { compute: tracksWith(4) });
    const half = await hit(timbre === undefined ? plain : { ...plain, timbre }, { compute: tracksWith(4) });
    const middle = (sound: Float32Array): number => rms(sound.subarray(8192, 16_384));
    expect(middle(all)).toBeGreaterThan(0.05);
    expect(middle(half) / middle(all)).toBeCloseTo(0.5, 3);
  });

  it('whose network has a code of zero, empty bands and full harmonicity for a set without a timbre', async () => {
    const { voice, runs } = await open(impactSet({ frames: 20 }));
    voice.gate(0, true);
    await play(voice, 10 * HOP);
    const last = [...(runs.at(-1)?.get('x') ?? [])];
    expect(last.slice(15)).toEqual([...new Array(28).fill(0), 3]);
  });

  it('made of the static one in a set that was measured before', async () => {
    const measured = impactSet({ frames: 300, onset: 0, peak: 1, decay: 0, loudness: 0.2 });
    const timbre = { hz: Float32Array.of(450, 1300), share: Float32Array.of(0.5, 0.125), colour: new Float32Array(72) };
    const sound = await hit({ ...measured, timbre });
    expectPartials(sound, 8192, 16_384, [450, 1300]);
    const [strong, weak] = peaksOf(sound, 8192, 16_384);
    expect(strong?.amplitude).toBeCloseTo(0.2, 2);
    expect(weak?.amplitude).toBeCloseTo(0.1, 2);
  });

  it('joined late as if it had been played from its start', async () => {
    const glide = movingSet([{ hz: (t) => 400 * 2 ** t }, { hz: 900, from: 0.2 }], { seconds: 1 });
    const whole = await hit(glide);
    for (const elapsed of [5000, 30_000]) {
      const { voice } = await open(glide);
      await voice.join(elapsed);
      const rest = await play(voice, 4096);
      expect(distance(rest, whole.subarray(elapsed, elapsed + 4096)), `after ${elapsed}`).toBeLessThan(1e-3);
    }
  });

  it('with the 128 loudest tracks of a mix', async () => {
    const many = (low: number, ratio: number): DescriptorSet =>
      movingSet(
        Array.from({ length: 96 }, (_, i) => ({ hz: low + 40 * i, ratio })),
        { seconds: 0.5 },
      );
    const { voice } = await open(many(300, 0.02), { b: many(6000, 0.01) });
    set(voice, { interpolate: 0.5 });
    voice.gate(0, true);
    const sound = await play(voice, 20_000);
    expect(loudest(sound)).toBeLessThan(1);
    const found = peaksOf(sound, 2048, 16_384).filter(({ amplitude }) => amplitude > 7e-4);
    expect(found.filter(({ hz }) => hz < 5000)).toHaveLength(96);
    expect(found.filter(({ hz }) => hz > 5000)).toHaveLength(32);
  });
});
