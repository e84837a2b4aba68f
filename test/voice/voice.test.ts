import { beforeAll, describe, expect, it } from 'vitest';
import type { DescriptorPath } from '../../src/descriptors/descriptor-path.ts';
import { createTimbreMix } from '../../src/descriptors/timbre/timbre-mix.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice, type Voice } from '../../src/voice/voice.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { createHitPath, openFakeNetwork } from './fakes.ts';

const FRAMES = 12;
const SAMPLES = FRAMES * HOP;
const PRIMING = 80;

describe('a voice', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  async function openVoice(options: Parameters<typeof openFakeNetwork>[0] = {}) {
    const { session, runs } = await openFakeNetwork(options);
    return { voice: await createVoice({ model: MODEL, session, synthesizer }), runs };
  }

  async function play(voice: Voice, options: { block?: number; seed?: number; path?: DescriptorPath } = {}) {
    const { seed = 1, path = createHitPath({ frames: FRAMES }), block } = options;
    return (await renderTrigger({ voice, path, seed, samples: SAMPLES, ...(block && { block }) })).slice();
  }

  it.each([1, 64, 100, 128, 512, SAMPLES])('sounds the same in blocks of %i as in blocks of 256', async (block) => {
    const { voice } = await openVoice();
    const reference = await play(voice);
    expect(rms(reference)).toBeGreaterThan(0.001);
    expect(await play(voice, { block })).toEqual(reference);
  });

  it('sounds the same with a synchronous and an asynchronous network', async () => {
    const { voice: later } = await openVoice({ asynchronous: true });
    const { voice: now } = await openVoice();
    now.trigger(createHitPath(), { seed: 1 });
    later.trigger(createHitPath(), { seed: 1 });
    const into = new Float32Array(700);
    const intoLater = new Float32Array(700);
    expect(now.render(into)).toBeUndefined();
    const pending = later.render(intoLater);
    expect(pending).toBeInstanceOf(Promise);
    await pending;
    expect(intoLater).toEqual(into);
  });

  it('repeats with the same seed, whatever it played before, and differs with another', async () => {
    const { voice } = await openVoice();
    const first = await play(voice, { seed: 1 });
    const other = await play(voice, { seed: 2 });
    expect(await play(voice, { seed: 1 })).toEqual(first);
    expect(distance(first, other)).toBeGreaterThan(0.01);
  });

  it('runs the network on the first frame before any sound, then on each hop with the frame after it', async () => {
    const { voice, runs } = await openVoice();
    const path = createHitPath({ frames: FRAMES });
    await play(voice, { path });
    expect(runs).toHaveLength(PRIMING + 1 + FRAMES);
    const frame = new Float32Array(7);
    const level = new Float32Array(8);
    const expected = new Float32Array(15);
    const input = synthesizer.createInput();
    for (let k = -1; k < FRAMES; k++) {
      path.readFrame(k + 1, frame);
      if (k >= 0) path.readLevel(k, level);
      input.fill(frame, level, createTimbreMix(), expected);
      expect(runs[PRIMING + 1 + k].get('x'), `block ${k}`).toEqual(expected);
    }
  });

  it('lags by exactly its stated latency', async () => {
    const { voice } = await openVoice();
    const silentStart: DescriptorPath = {
      ...createHitPath(),
      readLevel: (block, into) => into.fill(block < 2 ? 0 : 0.2),
    };
    const streamed = new Float32Array(SAMPLES);
    voice.trigger(silentStart, { seed: 1 });
    await voice.render(streamed);
    expect(voice.latencyFrames).toBe(31);
    const onset = 2 * HOP;
    // The filter is symmetric: it may ring for its latency before the sound it belongs to, no earlier.
    expect(Math.max(...streamed.subarray(0, onset).map(Math.abs))).toBe(0);
    expect(rms(streamed.subarray(onset + 31, onset + 63))).toBeGreaterThan(0.001);
    expect(await play(voice, { path: silentStart })).toEqual(
      Float32Array.from([...streamed.subarray(31), ...(await tail(voice, silentStart))]),
    );
  });

  /** The samples after the first `SAMPLES` of a stream, as many as the latency. */
  async function tail(voice: Voice, path: DescriptorPath): Promise<Float32Array> {
    voice.trigger(path, { seed: 1 });
    const streamed = new Float32Array(SAMPLES + 31);
    await voice.render(streamed);
    return streamed.subarray(SAMPLES);
  }

  it('fades at the end of its path without a step, then is silent', async () => {
    const { voice } = await openVoice();
    const held: DescriptorPath = { ...createHitPath({ frames: 4 }), readLevel: (_, into) => into.fill(0.05) };
    voice.trigger(held, { seed: 1 });
    expect(voice.isSounding).toBe(true);
    const played = new Float32Array(8 * HOP);
    await voice.render(played);
    expect(voice.isSounding).toBe(false);
    const end = 4 * HOP + 32 + 2 * 31;
    expect(rms(played.subarray(end - 100, end - 70))).toBeGreaterThan(1e-4);
    expectSilenceAfterDcBlocker(played.subarray(end));
    const before = new Float32Array(HOP).fill(1);
    const { voice: untouched } = await openVoice();
    await untouched.render(before);
    expect(before).toEqual(new Float32Array(HOP));
  });

  it('starts without a step: the first sub-frame fades in', async () => {
    const { voice } = await openVoice();
    const loud: DescriptorPath = { ...createHitPath(), readLevel: (_, into) => into.fill(0.2) };
    const played = await play(voice, { path: loud });
    const reach = Math.max(...played.subarray(0, SAMPLES).map(Math.abs));
    expect(Math.abs(played[0])).toBeLessThan(0.1 * reach);
  });

  it('plays a gap of silence for a network output of NaN, counts it and goes on', async () => {
    const { voice } = await openVoice({ runFaults: new Map([[PRIMING + 1 + 5, 'nan']]) });
    const { voice: healthy } = await openVoice();
    const gapped = await play(voice);
    const whole = await play(healthy);
    expect(gapped.every(Number.isFinite)).toBe(true);
    expect(voice.meters.faults).toBe(1);
    expect(gapped.subarray(0, 5 * HOP - 63)).toEqual(whole.subarray(0, 5 * HOP - 63));
    expectSilenceAfterDcBlocker(gapped.subarray(5 * HOP + 64, 6 * HOP - 32));
    expect(rms(gapped.subarray(7 * HOP, 8 * HOP))).toBeGreaterThan(0.5 * rms(whole.subarray(7 * HOP, 8 * HOP)));
  });

  it('plays silence for descriptors of NaN, from the first frame on, and counts it', async () => {
    const { voice } = await openVoice();
    for (const bad of [0, 3]) {
      const hit = createHitPath();
      const path: DescriptorPath = {
        ...hit,
        readFrame: (k, into) => (k === bad ? into.fill(Number.NaN) : hit.readFrame(k, into)),
      };
      const played = await play(voice, { path });
      expect(played.every(Number.isFinite)).toBe(true);
      expect(rms(played.subarray(6 * HOP))).toBeGreaterThan(1e-3);
    }
    expect(voice.meters.faults).toBe(2);
  });

  it('throws the error of a failing device, and plays again at the next trigger', async () => {
    const { voice } = await openVoice({ runFaults: new Map([[PRIMING + 3, 'throw']]) });
    await expect(play(voice)).rejects.toMatchObject({ kind: 'device-fault' });
    const { voice: healthy } = await openVoice();
    expect(await play(voice)).toEqual(await play(healthy));
  });

  it('never exceeds full scale at any level', async () => {
    const { voice } = await openVoice();
    const deafening: DescriptorPath = { ...createHitPath(), readLevel: (_, into) => into.fill(30) };
    const played = await play(voice, { path: deafening });
    expect(Math.max(...played.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.max(...played.map(Math.abs))).toBeGreaterThan(0.95);
  });

  it('measures network and DSP time separately', async () => {
    const { session } = await openFakeNetwork();
    let now = 0;
    const voice = await createVoice({ model: MODEL, session, synthesizer, clock: () => now++ });
    await play(voice);
    expect(voice.meters).toMatchObject({ blocks: FRAMES + 1, networkMs: FRAMES + 1, dspMs: FRAMES + 1 });
  });
});

/** Silence went in: what comes out dies as the DC blocker does, 5 Hz, sample by sample. */
function expectSilenceAfterDcBlocker(samples: Float32Array): void {
  const r = Math.exp((-2 * Math.PI * 5) / MODEL.manifest.sampleRate);
  const dying = samples.map((_, n) => (samples[n - 1] ?? samples[0] / r) * r);
  expect(distance(samples, dying)).toBeLessThan(1e-7);
}
