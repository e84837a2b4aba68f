import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import { createPath } from '../../src/descriptors/transform/create-path.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { createLiveVoice, type LiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { join, loudest, play, pure, set, steepest } from './playing.ts';

const SEED = 5;
const FRAMES = 60;
/** A steady tone from the first sample on. */
const tone = impactSet({ frames: FRAMES, onset: 0, peak: 1, decay: 0, loudness: 0.3 });
const hit = impactSet({ frames: FRAMES, onset: 3, peak: 9, decay: 0.15 });

describe('the live voice', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  async function open(options: Partial<VoicePatch> & { compute?: NetworkFunction; asynchronous?: boolean } = {}) {
    const { compute, asynchronous = false, ...patch } = options;
    const { session, runs } = await openFakeNetwork({ asynchronous, ...(compute && { compute }) });
    const voice = await createLiveVoice({
      model: MODEL,
      session,
      synthesizer,
      seed: SEED,
      patch: { a: tone, gateMode: 'one-shot', loopMode: 'resynthesis', ...patch },
    });
    return { voice, runs };
  }

  it('sounds bit-identical to the offline voice, and repeats exactly without variation', async () => {
    const { voice } = await open({ a: hit });
    voice.gate(0, true);
    const live = await play(voice, FRAMES * HOP + 31, 100);
    const { session } = await openFakeNetwork();
    const path = createPath({ a: hit, stats: MODEL.manifest.descriptors });
    const offline = await renderTrigger({
      voice: await createVoice({ model: MODEL, session, synthesizer }),
      path,
      seed: SEED,
      samples: FRAMES * HOP,
    });
    expect(rms(offline)).toBeGreaterThan(1e-3);
    expect(live.subarray(31)).toEqual(offline);
    await play(voice, 4 * HOP);
    voice.gate(0, true);
    expect(distance((await play(voice, FRAMES * HOP + 31)).subarray(31), offline)).toBeLessThan(1e-4);
  });

  it('starts at the sample of the gate, not at the start of the block', async () => {
    const { voice } = await open();
    const before = await play(voice, 100);
    voice.gate(0, true);
    const late = await play(voice, 2000);
    expect(loudest(before)).toBe(0);
    const { voice: other } = await open();
    other.gate(0, true);
    expect(await play(other, 2000)).toEqual(late);
  });

  it.each([
    ['resynthesis', 'one-shot', 1],
    ['resynthesis', 'gated', 37],
    ['freeze', 'one-shot', 512],
    ['freeze', 'gated', 64],
  ] as const)('%s, %s: sounds the same in blocks of %i as in blocks of 256', async (loopMode, gateMode, block) => {
    const perform = async (size: number, asynchronous: boolean): Promise<Float32Array> => {
      const { voice } = await open({ a: hit, loopMode, gateMode, asynchronous });
      set(voice, { variation: 0.5, 'loop-window': 30, 'loop-jitter': 0.5, 'loop-spread': 0.5 });
      voice.gate(0, true);
      const parts = [await play(voice, 3333, size)];
      voice.gate(1, true);
      parts.push(await play(voice, 5000, size));
      set(voice, { pitch: 0.5, level: -6, scrub: 0.2, 'loop-window': 20 });
      parts.push(await play(voice, 3000, size));
      voice.gate(0, true);
      parts.push(await play(voice, 1500, size));
      voice.gate(1, false);
      voice.gate(0, false);
      parts.push(await play(voice, 4000, size));
      return join(...parts);
    };
    const reference = await perform(256, false);
    expect(rms(reference)).toBeGreaterThan(1e-3);
    expect(distance(await perform(block, true), reference)).toBeLessThan(1e-6);
  });

  it('does not click at a retrigger: the old note fades over 3 ms beside the new one', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const first = await play(voice, 5003);
    const own = steepest(first);
    voice.gate(0, true);
    const second = await play(voice, 3000);
    // Two of them sound for a moment.
    expect(steepest(join(first, second))).toBeLessThan(2 * own);
    expect(rms(second.subarray(200))).toBeGreaterThan(0.05);
  });

  it('trills faster than its fade without a click or a gap', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const parts = [await play(voice, 2000)];
    const own = steepest(parts[0]);
    for (let n = 0; n < 40; n++) {
      voice.gate(0, true);
      parts.push(await play(voice, 61));
    }
    expect(steepest(join(...parts))).toBeLessThan(2.5 * own);
  });

  it('gated: releases within 30 ms of the fall, without a click', async () => {
    const { voice } = await open({ compute: pure, gateMode: 'gated' });
    voice.gate(0, true);
    const held = await play(voice, 4000);
    voice.gate(0, false);
    const release = await play(voice, 4000);
    expect(steepest(join(held, release))).toBeLessThanOrEqual(1.02 * steepest(held));
    expect(rms(release.subarray(300, 600))).toBeGreaterThan(0.3 * rms(held.subarray(2000)));
    expect(rms(release.subarray(1400))).toBeLessThan(0.01 * rms(held.subarray(2000)));
    expect(voice.isSounding).toBe(false);
  });

  it('one-shot: plays on when the gate falls', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const held = await play(voice, 4000);
    voice.gate(0, false);
    expect(rms((await play(voice, 4000)).subarray(2000))).toBeGreaterThan(0.9 * rms(held.subarray(1000)));
  });

  it('follows pitch in octaves and level in decibels, at once and without a step', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const before = await play(voice, 4410);
    const own = steepest(before);
    set(voice, { pitch: 1 });
    const octave = await play(voice, 4410);
    set(voice, { pitch: 1, level: -20 });
    const quiet = await play(voice, 4410);
    const crossings = (samples: Float32Array): number =>
      samples.filter((x, n) => n > 0 && x >= 0 && samples[n - 1] < 0).length;
    expect(crossings(before.subarray(400))).toBe(10);
    expect(crossings(octave.subarray(400))).toBe(20);
    expect(rms(quiet.subarray(400)) / rms(octave.subarray(400))).toBeCloseTo(0.1, 2);
    expect(steepest(join(before, octave, quiet))).toBeLessThan(2.1 * own);
  });

  it('responds to a change of level within 32 samples beyond its latency', async () => {
    const changed = async (level: number): Promise<Float32Array> => {
      const { voice } = await open({ compute: pure });
      voice.gate(0, true);
      await play(voice, 3000);
      set(voice, { level });
      return play(voice, 64);
    };
    const [still, moved] = [await changed(0), await changed(-30)];
    const first = still.findIndex((x, n) => Math.abs(x - moved[n]) > 1e-4);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(32);
  });

  it('resynthesis: loops without a click while gate 2 is high, and plays on to the end when it falls', async () => {
    const { voice } = await open({ compute: pure });
    set(voice, { 'loop-window': 50 });
    voice.gate(0, true);
    const start = await play(voice, 2000);
    voice.gate(1, true);
    const looped = await play(voice, 4 * FRAMES * HOP);
    expect(voice.isSounding).toBe(true);
    expect(steepest(join(start, looped))).toBeLessThan(1.1 * steepest(start));
    expect(rms(looped.subarray(looped.length - 4000))).toBeGreaterThan(0.9 * rms(start.subarray(1000)));
    voice.gate(1, false);
    const rest = await play(voice, (FRAMES + 4) * HOP);
    expect(rms(rest.subarray(0, 2000))).toBeGreaterThan(0.9 * rms(start.subarray(1000)));
    expect(voice.isSounding).toBe(false);
  });

  it('resynthesis: gives the network the same descriptors every round, and still follows the controls', async () => {
    const swept = {
      ...hit,
      curves: { ...hit.curves, centroid: Float32Array.from({ length: FRAMES }, (_, k) => 300 + 40 * k) },
    };
    const { voice, runs } = await open({ a: swept });
    // 10 frames.
    set(voice, { 'loop-window': (10 * HOP * 1000) / 44_100 });
    voice.gate(0, true);
    await play(voice, 5 * HOP);
    voice.gate(1, true);
    await play(voice, 60 * HOP);
    const centroids = runs.slice(-40).map((run) => run.get('x')?.[5] ?? Number.NaN);
    for (let k = 0; k < 30; k++) expect(centroids[k + 10]).toBeCloseTo(centroids[k], 4);
    expect(Math.max(...centroids) - Math.min(...centroids)).toBeGreaterThan(0.1);
    set(voice, { 'loop-window': (10 * HOP * 1000) / 44_100, centroid: 1 });
    await play(voice, 10 * HOP);
    expect(runs.at(-10)?.get('x')?.[5]).toBeGreaterThan(Math.max(...centroids));
  });

  it('starts a loop at gate 2 alone', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(1, true);
    expect(rms((await play(voice, 3 * FRAMES * HOP)).subarray(2 * FRAMES * HOP))).toBeGreaterThan(0.05);
  });

  it('freeze: repeats the last window without a click, then resumes the note where it paused', async () => {
    const { voice, runs } = await open({ compute: pure, loopMode: 'freeze' });
    set(voice, { 'loop-window': 40 });
    voice.gate(0, true);
    const start = await play(voice, 6000);
    voice.gate(1, true);
    const before = await play(voice, 1000);
    const runsBefore = runs.length;
    const frozen = await play(voice, 4 * FRAMES * HOP);
    expect(runs.length).toBe(runsBefore);
    expect(steepest(join(start, before, frozen))).toBeLessThan(1.5 * steepest(start));
    expect(rms(frozen)).toBeGreaterThan(0.5 * rms(start.subarray(1000)));
    voice.gate(1, false);
    const after = await play(voice, 4000);
    expect(runs.length).toBeGreaterThan(runsBefore);
    expect(steepest(join(frozen, after))).toBeLessThan(1.5 * steepest(start));
    expect(rms(after)).toBeGreaterThan(0.5 * rms(start.subarray(1000)));
  });

  it('plays other sets from the next trigger on, without a click', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const first = await play(voice, 5000);
    const high = impactSet({ frames: FRAMES, onset: 0, peak: 1, decay: 0, loudness: 0.3, colour: { f0: 165 } });
    voice.setPatch({ a: high, gateMode: 'one-shot', loopMode: 'resynthesis' });
    const still = await play(voice, 2000);
    voice.gate(0, true);
    const second = await play(voice, 5000);
    expect(steepest(join(first, still, second))).toBeLessThan(2 * steepest(first));
    expect(rms(second.subarray(1000))).toBeGreaterThan(0.05);
  });

  it.each([0, 100, 256, 5000, 40 * HOP + 17])(
    'joins a note that was triggered %i samples ago as if it had played it',
    async (elapsed) => {
      const { voice } = await open({ a: hit });
      voice.gate(0, true);
      const whole = await play(voice, elapsed + 3000);
      const { voice: late } = await open({ a: hit });
      await late.join(elapsed);
      const rest = await play(late, 3000);
      // The DC blocker has its own past.
      expect(distance(rest.subarray(300), whole.subarray(elapsed + 300))).toBeLessThan(1e-3);
    },
  );

  it('varies from trigger to trigger with variation, and repeats with the same seed', async () => {
    const perform = async (): Promise<Float32Array[]> => {
      const { voice } = await open({ a: hit });
      set(voice, { variation: 0.5 });
      const sounds: Float32Array[] = [];
      for (let n = 0; n < 2; n++) {
        voice.gate(0, true);
        sounds.push(await play(voice, (FRAMES + 4) * HOP));
      }
      return sounds;
    };
    const [one, two] = await perform();
    expect(distance(one, two)).toBeGreaterThan(0.01);
    expect(await perform()).toEqual([one, two]);
  });

  describe('prefetch between two blocks', () => {
    /** Plays blocks of one hop with `prepare` after each; counts the network runs of each block and of its `prepare`. */
    async function playPrepared(voice: LiveVoice, runs: readonly unknown[], blocks: number, block = HOP) {
      const parts: Float32Array[] = [];
      const costs: { block: number; ahead: number }[] = [];
      for (let n = 0; n < blocks; n++) {
        const before = runs.length;
        parts.push(await play(voice, block, block));
        const between = runs.length;
        await voice.prepare?.();
        costs.push({ block: between - before, ahead: runs.length - between });
      }
      return { sound: join(...parts), costs };
    }

    const sum = (costs: readonly { ahead: number }[]): number => costs.reduce((total, { ahead }) => total + ahead, 0);

    it('saves the next trigger the network runs of its onset', async () => {
      const { voice, runs } = await open({ a: hit });
      set(voice, { centroid: 0.5, variation: 0.3 });
      const { costs } = await playPrepared(voice, runs, 4);
      expect(costs.map(({ ahead }) => ahead)).toEqual([1, 1, 0, 0]);
      const before = runs.length;
      voice.gate(0, true);
      await play(voice, HOP);
      expect(runs.length - before).toBe(0);
      await play(voice, HOP);
      expect(runs.length - before).toBe(1);
    });

    it('changes neither the present nor the next note', async () => {
      const performance = async (isPrepared: boolean): Promise<Float32Array> => {
        const { voice, runs } = await open({ a: hit });
        const parts: Float32Array[] = [];
        voice.gate(0, true);
        for (let n = 0; n < 40; n++) {
          if (n === 20) voice.gate(0, false);
          if (n === 30) voice.gate(0, true);
          set(voice, { centroid: n < 12 ? 0.05 * n : 0.6, pitch: 0.02 * Math.min(n, 12) });
          parts.push(isPrepared ? (await playPrepared(voice, runs, 1)).sound : await play(voice, HOP));
        }
        return join(...parts);
      };
      const sound = await performance(true);
      expect(loudest(sound)).toBeGreaterThan(0.01);
      expect(distance(sound, await performance(false))).toBe(0);
    });

    it('prefetches once while no control moves, and more often the faster one moves', async () => {
      const { voice, runs } = await open({ a: hit });
      const preparing = async (a: number, z: number): Promise<number> => {
        let count = 0;
        for (let n = 0; n < 80; n++) {
          set(voice, { centroid: a + ((z - a) * n) / 80 });
          count += sum((await playPrepared(voice, runs, 1)).costs);
        }
        return count;
      };
      expect(await preparing(0, 0)).toBe(2);
      const slow = await preparing(0, 0.4);
      expect(slow).toBeGreaterThan(3);
      expect(slow).toBeLessThan(8);
      const fast = await preparing(0.4, 4.4);
      expect(fast).toBeGreaterThan(30);
      expect(fast).toBeLessThanOrEqual(80);
    });

    it('follows moving controls: a trigger among them needs one network run, as any hop does', async () => {
      const { voice, runs } = await open({ a: hit });
      for (let n = 0; n < 40; n++) {
        set(voice, { centroid: 0.03 * n, pitch: -0.02 * n });
        const before = runs.length;
        if (n % 10 === 9) voice.gate(0, true);
        await play(voice, HOP);
        if (n % 10 === 9) expect(runs.length - before).toBe(1);
        await voice.prepare?.();
      }
    });

    it('skips a block shorter than a hop in which the note needs the network', async () => {
      const { voice, runs } = await open({ a: hit });
      voice.gate(0, true);
      const trigger = await playPrepared(voice, runs, 1, HOP / 2);
      set(voice, { centroid: 0.5 });
      const { costs } = await playPrepared(voice, runs, 8, HOP / 2);
      expect(trigger.costs).toEqual([{ block: 2, ahead: 0 }]);
      expect(costs.map(({ block }) => block)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
      expect(costs.map(({ ahead }) => ahead)).toEqual([1, 0, 1, 0, 0, 0, 0, 0]);
    });

    it('saves the last network run of a note before an announced trigger, and changes no more than its last 3 ms', async () => {
      const trill = async (isAnnounced: boolean) => {
        const { voice, runs } = await open({ a: hit });
        voice.gate(0, true);
        const parts = [await play(voice, 4 * HOP - 20)];
        const before = runs.length;
        if (isAnnounced) voice.expectTrigger?.(100);
        parts.push(await play(voice, 100));
        voice.gate(0, true);
        parts.push(await play(voice, 10 * HOP));
        return { sound: join(...parts), cost: runs.length - before };
      };
      const [spared, usual] = [await trill(true), await trill(false)];
      expect(spared.cost).toBe(usual.cost - 1);
      // From the hop that was spared to the end of the fade; the filter lags by 31 samples.
      const [from, to] = [4 * HOP, 4 * HOP + 80 + 132 + 32];
      expect(distance(spared.sound.subarray(from, to), usual.sound.subarray(from, to))).toBeGreaterThan(0);
      expect(distance(spared.sound.subarray(0, from), usual.sound.subarray(0, from))).toBe(0);
      // The DC blocker has its own past.
      const after = distance(spared.sound.subarray(to), usual.sound.subarray(to));
      expect(after).toBeLessThan(0.01 * loudest(usual.sound));
      expect(steepest(spared.sound)).toBeLessThan(1.01 * steepest(usual.sound));
    });

    it('plays on when an announced trigger does not come', async () => {
      const { voice } = await open({ a: tone, compute: pure });
      voice.gate(0, true);
      await play(voice, 4 * HOP - 20);
      voice.expectTrigger?.(100);
      const sound = await play(voice, 4 * HOP);
      expect(voice.isSounding).toBe(true);
      expect(rms(sound.subarray(3 * HOP))).toBeGreaterThan(0.01);
      expect(steepest(sound)).toBeLessThan(1.2 * steepest(sound.subarray(3 * HOP)));
    });

    it('uses a cached onset within a tenth of a standard deviation, and none further off', async () => {
      const { voice, runs } = await open({ a: hit });
      const costAt = async (centroid: number): Promise<number> => {
        set(voice, { centroid });
        const before = runs.length;
        voice.gate(0, true);
        await play(voice, HOP);
        return runs.length - before;
      };
      await playPrepared(voice, runs, 2);
      expect(await costAt(0.02)).toBe(0);
      expect(await costAt(1)).toBe(2);
    });

    it('changes a note that uses a near onset for a few hops only', async () => {
      const hitAt = async (prepared: number, centroid: number): Promise<Float32Array> => {
        const { voice, runs } = await open({ a: hit });
        set(voice, { centroid: prepared });
        await playPrepared(voice, runs, 2);
        set(voice, { centroid });
        voice.gate(0, true);
        return play(voice, 20 * HOP);
      };
      const exact = await hitAt(0.09, 0.09);
      const near = await hitAt(0, 0.09);
      const far = await hitAt(0.5, 0.09);
      expect(distance(far, exact)).toBe(0);
      expect(distance(near, exact)).toBeGreaterThan(0);
      // The network's state fades within its receptive field; here it halves with each hop.
      expect(distance(near.subarray(8 * HOP), exact.subarray(8 * HOP))).toBeLessThan(0.01 * loudest(exact));
    });
  });
});
