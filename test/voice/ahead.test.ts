import { beforeAll, describe, expect, it } from 'vitest';
import { createFakeQueuedSession } from '../../src/contracts/fakes/fake-run-queue.ts';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import { createManualClock } from '../../src/contracts/fakes/manual-clock.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import type { AheadPlan } from '../../src/voice/ahead-plan.ts';
import { createLiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { loudest, play, pure, set, steepest } from './playing.ts';

const RATE = 44_100;
const HOP_US = (1e6 * HOP) / RATE;
const hit = impactSet({ frames: 60, onset: 1, peak: 4, decay: 0.15 });
const tone = impactSet({ frames: 400, onset: 0, peak: 1, decay: 0, loudness: 0.3 });

describe('a voice with a network on a thread of its own', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  async function open(
    options: {
      patch?: Partial<VoicePatch>;
      runUs?: (run: number) => number;
      compute?: NetworkFunction;
      plan?: Partial<AheadPlan>;
    } = {},
  ) {
    const { patch, runUs = () => 0.8 * HOP_US, compute, plan } = options;
    const clock = createManualClock();
    const { session } = await openFakeNetwork(compute === undefined ? {} : { compute });
    const queued = createFakeQueuedSession({ session, clock, runUs });
    const voice = await createLiveVoice({
      model: MODEL,
      session: queued,
      synthesizer,
      seed: 3,
      patch: { a: hit, b: tone, gateMode: 'one-shot', loopMode: 'resynthesis', ...patch },
      ahead: { hops: 1, startHops: 2, prefetchesWhilePlaying: false, ...plan },
    });
    // The priming of the network was waited for.
    const primingWaits = queued.waits;
    return { voice, clock, waits: () => queued.waits - primingWaits };
  }

  /** Plays a block at a time, as long as the blocks last on the clock. */
  async function playInTime(
    { voice, clock }: Pick<Awaited<ReturnType<typeof open>>, 'voice' | 'clock'>,
    samples: number,
    { block = HOP, gateAt = [0], moves = false } = {},
  ): Promise<Float32Array> {
    const into = new Float32Array(samples);
    for (let at = 0; at < samples; at += block) {
      if (gateAt.includes(at)) {
        voice.gate(0, false);
        voice.gate(0, true);
      }
      if (moves) set(voice, { interpolate: (at / samples) % 1, centroid: 0.2 });
      await voice.render(into, at, Math.min(at + block, samples));
      await voice.prepare();
      clock.advanceUs((1e6 * block) / RATE);
    }
    return into;
  }

  const perform = async (isLive: boolean, block: number, ahead: Partial<AheadPlan>, runShare: number) => {
    const opened = await open({
      plan: ahead,
      // Offline, runs may take as long as they like.
      runUs: () => (isLive ? runShare : 50) * HOP_US,
    });
    opened.voice.setLive(isLive);
    const sound = await playInTime(opened, 80 * HOP, {
      block,
      gateAt: [0, 10 * HOP, 11 * HOP, 30 * HOP, 31 * HOP, 50 * HOP],
      moves: true,
    });
    return { sound, opened };
  };

  it.each([
    [256, 1, 0.3],
    [64, 1, 0.3],
    [512, 2, 0.3],
    [128, 2, 0.3],
  ])(
    'plays live what it plays offline, bit for bit, while no run is late (blocks of %i, %i hops ahead)',
    async (block, hops, share) => {
      const plan = { hops, startHops: hops + 1, prefetchesWhilePlaying: share < 0.35 };
      const offline = await perform(false, block, plan, share);
      const live = await perform(true, block, plan, share);
      expect(rms(live.sound)).toBeGreaterThan(1e-3);
      expect(live.opened.voice.meters.missed).toBe(0);
      expect(live.opened.waits()).toBe(0);
      expect(offline.opened.waits()).toBeGreaterThan(0);
      expect(live.sound).toEqual(offline.sound);
    },
  );

  it('sounds as the inline voice does, later by the hops of a start', async () => {
    const opened = await open({ patch: { b: undefined }, plan: { startHops: 2 } });
    const sound = await playInTime(opened, 60 * HOP);
    const { session } = await openFakeNetwork();
    const patch = { a: hit, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const inline = await createLiveVoice({ model: MODEL, session, synthesizer, seed: 3, patch });
    inline.gate(0, true);
    const expected = await play(inline, 58 * HOP);
    expect(distance(sound.subarray(2 * HOP), expected)).toBeLessThan(1e-5);
    expect(loudest(sound.subarray(0, 2 * HOP))).toBe(0);
    expect(opened.voice.latencyFrames).toBe(inline.latencyFrames + HOP);
  });

  it('starts at the gate when the onset was prefetched', async () => {
    const opened = await open({ plan: { prefetchesWhilePlaying: true }, runUs: () => 0.3 * HOP_US });
    opened.voice.setLive(true);
    await playInTime(opened, 8 * HOP, { gateAt: [] });
    opened.voice.gate(0, true);
    const sound = await playInTime(opened, 40 * HOP, { gateAt: [] });
    const cold = await open();
    const late = await playInTime(cold, 42 * HOP);
    expect(distance(sound, late.subarray(2 * HOP))).toBeLessThan(1e-5);
  });

  it('fades where a hop is late, counts it, and goes on when it comes: without a click', async () => {
    const isSlow = (run: number): boolean => run > 80 && run % 20 === 0;
    const runUs = (run: number): number => (isSlow(run) ? 4 : 0.5) * HOP_US;
    const opened = await open({ patch: { a: tone, b: undefined }, compute: pure, runUs });
    opened.voice.setLive(true);
    const sound = await playInTime(opened, 200 * HOP);
    const steady = await open({ patch: { a: tone, b: undefined }, compute: pure });
    const expected = await playInTime(steady, 200 * HOP);
    expect(opened.voice.meters.missed).toBeGreaterThan(3);
    expect(opened.waits()).toBe(0);
    expect(steepest(sound)).toBeLessThan(1.5 * steepest(expected));
    const levels = Array.from({ length: 160 }, (_, k) => rms(sound.subarray((20 + k) * HOP, (21 + k) * HOP)));
    const usual = rms(expected.subarray(20 * HOP, 180 * HOP));
    expect(levels.filter((level) => level < 0.1 * usual).length).toBeGreaterThan(3);
    expect(levels.filter((level) => level > 0.9 * usual).length).toBeGreaterThan(100);
  });

  it('replaces a late note by the next one, and is silent after a release', async () => {
    let isStuck = false;
    const opened = await open({
      patch: { a: tone, b: undefined, gateMode: 'gated' },
      compute: pure,
      runUs: () => (isStuck ? 1e9 : 0),
    });
    opened.voice.setLive(true);
    await playInTime(opened, 20 * HOP);
    isStuck = true;
    const fading = await playInTime(opened, 6 * HOP, { gateAt: [] });
    expect(loudest(fading.subarray(4 * HOP))).toBeLessThan(0.01);
    opened.voice.gate(0, false);
    const released = await playInTime(opened, 6 * HOP, { gateAt: [] });
    expect(loudest(released)).toBeLessThan(0.01);
    expect(opened.voice.isSounding).toBe(false);
  });

  it('survives NaN from the network as the inline voice does', async () => {
    const broken: NetworkFunction = (tensors) => {
      pure(tensors);
      if ((tensors.inputs.get('x')?.[0] ?? 0) > 1e9) tensors.outputs.get('y')?.fill(Number.NaN);
    };
    const opened = await open({ patch: { a: tone, b: undefined }, compute: broken });
    const sound = await playInTime(opened, 20 * HOP);
    expect(sound.every(Number.isFinite)).toBe(true);
    expect(opened.voice.faults).toBe(0);
  });
});
