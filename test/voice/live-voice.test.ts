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
const strike = impactSet({ frames: FRAMES, onset: 3, peak: 9, decay: 0.15 });

describe('the live voice', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  async function open(options: Partial<VoicePatch> & { compute?: NetworkFunction; asynchronous?: boolean } = {}) {
    const { compute, asynchronous = false, ...repertory } = options;
    const { session, runs } = await openFakeNetwork({ asynchronous, ...(compute && { compute }) });
    const voice = await createLiveVoice({
      model: MODEL,
      session,
      synthesizer,
      seed: SEED,
      patch: { a: tone, gateMode: 'one-shot', loopMode: 'resynthesis', ...repertory },
    });
    return { voice, runs };
  }

  it('sounds as the offline voice does, bit for bit, and each time the same without variation', async () => {
    const { voice } = await open({ a: strike });
    voice.gate(0, true);
    const live = await play(voice, FRAMES * HOP + 31, 100);
    const { session } = await openFakeNetwork();
    const path = createPath({ a: strike, stats: MODEL.manifest.descriptors });
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

  it('starts at the sample of the gate, not of the block', async () => {
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
  ] as const)('sounds the same in blocks of any size: %s, %s, %i', async (loopMode, gateMode, block) => {
    const perform = async (size: number, asynchronous: boolean): Promise<Float32Array> => {
      const { voice } = await open({ a: strike, loopMode, gateMode, asynchronous });
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

  it('has no click when a sound is triggered over: the old one fades over 3 ms beside the new one', async () => {
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

  it('trills faster than its fade without a click or a hole', async () => {
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

  it('one-shot: goes on when the gate falls', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(0, true);
    const held = await play(voice, 4000);
    voice.gate(0, false);
    expect(rms((await play(voice, 4000)).subarray(2000))).toBeGreaterThan(0.9 * rms(held.subarray(1000)));
  });

  it('follows pitch at one volt an octave and level in decibels, at once and without a step', async () => {
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

  it('answers a change of level within 32 samples of its own latency', async () => {
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

  it('resynthesis: loops while gate 2 is high, without a seam, and plays on to the end when it falls', async () => {
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

  it('resynthesis: goes on being shaped, and shows the network the same descriptors every round', async () => {
    const swept = {
      ...strike,
      curves: { ...strike.curves, centroid: Float32Array.from({ length: FRAMES }, (_, k) => 300 + 40 * k) },
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

  it('gate 2 alone starts a loop', async () => {
    const { voice } = await open({ compute: pure });
    voice.gate(1, true);
    expect(rms((await play(voice, 3 * FRAMES * HOP)).subarray(2 * FRAMES * HOP))).toBeGreaterThan(0.05);
  });

  it('freeze: repeats what was just played, without a click, and goes back to the sound where it stood', async () => {
    const { voice, runs } = await open({ compute: pure, loopMode: 'freeze' });
    set(voice, { 'loop-window': 40 });
    voice.gate(0, true);
    const start = await play(voice, 6000);
    voice.gate(1, true);
    const before = await play(voice, 1000);
    const asked = runs.length;
    const frozen = await play(voice, 4 * FRAMES * HOP);
    expect(runs.length).toBe(asked);
    expect(steepest(join(start, before, frozen))).toBeLessThan(1.5 * steepest(start));
    expect(rms(frozen)).toBeGreaterThan(0.5 * rms(start.subarray(1000)));
    voice.gate(1, false);
    const after = await play(voice, 4000);
    expect(runs.length).toBeGreaterThan(asked);
    expect(steepest(join(frozen, after))).toBeLessThan(1.5 * steepest(start));
    expect(rms(after)).toBeGreaterThan(0.5 * rms(start.subarray(1000)));
  });

  it('takes other sets up at the next trigger without a click', async () => {
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
    'joins a sound that was triggered %i samples ago as if it had played it',
    async (elapsed) => {
      const { voice } = await open({ a: strike });
      voice.gate(0, true);
      const whole = await play(voice, elapsed + 3000);
      const { voice: late } = await open({ a: strike });
      await late.join(elapsed);
      const rest = await play(late, 3000);
      // The DC blocker has its own past.
      expect(distance(rest.subarray(300), whole.subarray(elapsed + 300))).toBeLessThan(1e-3);
    },
  );

  it('varies from trigger to trigger with variation, and repeats with the seed', async () => {
    const perform = async (): Promise<Float32Array[]> => {
      const { voice } = await open({ a: strike });
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

  describe('between two blocks', () => {
    /** Blocks of one hop, prepared after each; how many runs of the network each block and what follows it cost. */
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

    it('hears ahead how the next sound begins: its first hop costs no run of the network', async () => {
      const { voice, runs } = await open({ a: strike });
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

    it('changes nothing: neither what sounds nor how the prepared sound begins', async () => {
      const performance = async (isPrepared: boolean): Promise<Float32Array> => {
        const { voice, runs } = await open({ a: strike });
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

    it('prepares once while nothing moves, and the more often the faster something does', async () => {
      const { voice, runs } = await open({ a: strike });
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

    it('follows what moves: a trigger on the way needs the network once, as any hop does', async () => {
      const { voice, runs } = await open({ a: strike });
      for (let n = 0; n < 40; n++) {
        set(voice, { centroid: 0.03 * n, pitch: -0.02 * n });
        const before = runs.length;
        if (n % 10 === 9) voice.gate(0, true);
        await play(voice, HOP);
        if (n % 10 === 9) expect(runs.length - before).toBe(1);
        await voice.prepare?.();
      }
    });

    it('hears nothing ahead in a block in which what sounds needs the network, when that is shorter than a hop', async () => {
      const { voice, runs } = await open({ a: strike });
      voice.gate(0, true);
      const trigger = await playPrepared(voice, runs, 1, HOP / 2);
      set(voice, { centroid: 0.5 });
      const { costs } = await playPrepared(voice, runs, 8, HOP / 2);
      expect(trigger.costs).toEqual([{ block: 2, ahead: 0 }]);
      expect(costs.map(({ block }) => block)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
      expect(costs.map(({ ahead }) => ahead)).toEqual([1, 0, 1, 0, 0, 0, 0, 0]);
    });

    it('spares a sound that is about to be cut its last run, and is heard by no more than its last 3 ms', async () => {
      const trill = async (isAnnounced: boolean) => {
        const { voice, runs } = await open({ a: strike });
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
      // The filter against DC remembers.
      const after = distance(spared.sound.subarray(to), usual.sound.subarray(to));
      expect(after).toBeLessThan(0.01 * loudest(usual.sound));
      expect(steepest(spared.sound)).toBeLessThan(1.01 * steepest(usual.sound));
    });

    it('goes on as if nothing had been said when an announced trigger does not come', async () => {
      const { voice } = await open({ a: tone, compute: pure });
      voice.gate(0, true);
      await play(voice, 4 * HOP - 20);
      voice.expectTrigger?.(100);
      const sound = await play(voice, 4 * HOP);
      expect(voice.isSounding).toBe(true);
      expect(rms(sound.subarray(3 * HOP))).toBeGreaterThan(0.01);
      expect(steepest(sound)).toBeLessThan(1.2 * steepest(sound.subarray(3 * HOP)));
    });

    it('lets a beginning within a tenth of a standard deviation stand in for another, and none further off', async () => {
      const { voice, runs } = await open({ a: strike });
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

    it('keeps the sound of a trigger within what a tenth of a standard deviation changes in one hop', async () => {
      const strikeAt = async (prepared: number, centroid: number): Promise<Float32Array> => {
        const { voice, runs } = await open({ a: strike });
        set(voice, { centroid: prepared });
        await playPrepared(voice, runs, 2);
        set(voice, { centroid });
        voice.gate(0, true);
        return play(voice, 20 * HOP);
      };
      const exact = await strikeAt(0.09, 0.09);
      const near = await strikeAt(0, 0.09);
      const far = await strikeAt(0.5, 0.09);
      expect(distance(far, exact)).toBe(0);
      expect(distance(near, exact)).toBeGreaterThan(0);
      // Its context fades within the network's receptive field; here it halves with each hop.
      expect(distance(near.subarray(8 * HOP), exact.subarray(8 * HOP))).toBeLessThan(0.01 * loudest(exact));
    });
  });
});
