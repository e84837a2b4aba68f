import { describe, expect, it } from 'vitest';
import { createLiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { join, loudest, play, pure, set, steepest } from './playing.ts';

/** A steady tone of 1.7 s. */
const tone = impactSet({ frames: 300, onset: 0, peak: 1, decay: 0, loudness: 0.3 });
const synthesizer = MODEL.createSynthesizer();

async function open(options: Partial<VoicePatch> = {}) {
  const { session, runs } = await openFakeNetwork({ compute: pure });
  const patch: VoicePatch = { a: tone, gateMode: 'one-shot', loopMode: 'resynthesis', ...options };
  return {
    voice: await createLiveVoice({ model: MODEL, session, synthesizer, seed: 5, patch }),
    runs,
  };
}

describe('the live voice with overlapping gates', () => {
  it.each([200, 662, 1100])('does not click at a trigger %i samples into a release', async (wait) => {
    const { voice } = await open({ gateMode: 'gated' });
    voice.gate(0, true);
    const held = await play(voice, 5003);
    voice.gate(0, false);
    const release = await play(voice, wait);
    voice.gate(0, true);
    const next = await play(voice, 3000);
    expect(steepest(join(held, release, next))).toBeLessThan(1.5 * steepest(held));
    expect(rms(next.subarray(1000))).toBeGreaterThan(0.9 * rms(held.subarray(2000)));
  });

  it('plays the whole attack of a trigger over a freeze', async () => {
    const { voice } = await open({ loopMode: 'freeze' });
    voice.gate(0, true);
    const attack = await play(voice, 130);
    const frozenVoice = async () => {
      const { voice: frozen } = await open({ loopMode: 'freeze' });
      frozen.gate(0, true);
      await play(frozen, 9000);
      frozen.gate(1, true);
      await play(frozen, 9000);
      return frozen;
    };
    const [frozen, other] = [await frozenVoice(), await frozenVoice()];
    const grains = await play(other, 130);
    frozen.gate(0, true);
    // The grains fade over 5 ms.
    const expected = attack.map((x, n) => x + (1 - (n + 1) / 220.5) * grains[n]);
    expect(distance(await play(frozen, 130), expected)).toBeLessThan(0.02);
  });

  it('freezes the first window of a note, where both gates rise together', async () => {
    const { voice } = await open({ loopMode: 'freeze' });
    voice.gate(0, true);
    voice.gate(1, true);
    await play(voice, 6000);
    expect(rms(await play(voice, 100_000))).toBeGreaterThan(0.1);
  });

  it.each(['resynthesis', 'freeze'] as const)(
    '%s: loops the last window before a silence inside a set',
    async (loopMode) => {
      // Silent from 0.58 s on; the last 0.58 s sound again.
      const level = tone.level.map((x, i) => (i > 800 && i < 1600 ? 0 : x));
      const curves = { ...tone.curves, rms: tone.curves.rms.map((x, k) => (k > 100 && k < 200 ? 0 : x)) };
      const { voice } = await open({ a: { ...tone, level, curves }, loopMode });
      voice.gate(0, true);
      await play(voice, 40_000);
      voice.gate(1, true);
      await play(voice, 6000);
      expect(rms(await play(voice, 100_000))).toBeGreaterThan(0.1);
      voice.gate(1, false);
      expect(loudest((await play(voice, 1000)).subarray(500))).toBeLessThan(1);
    },
  );

  it('reports the stretch that loops, and none while there is no loop or no sound', async () => {
    const level = tone.level.map((x, i) => (i > 800 ? 0 : x));
    const { voice } = await open({ a: { ...tone, level } });
    expect([voice.loopFromMs, voice.loopToMs]).toEqual([-1, -1]);
    voice.gate(0, true);
    await play(voice, 60_000);
    voice.gate(1, true);
    await play(voice, 9000);
    // The sound ends at 0.58 s; the window has 120 ms.
    expect(voice.loopToMs).toBeGreaterThan(540);
    expect(voice.loopToMs).toBeLessThan(600);
    expect(voice.loopToMs - voice.loopFromMs).toBeCloseTo(120, 3);
    voice.gate(1, false);
    expect([voice.loopFromMs, voice.loopToMs]).toEqual([-1, -1]);
    const { voice: silent } = await open({ a: { ...tone, level: tone.level.map(() => 0) } });
    silent.gate(1, true);
    await play(silent, 9000);
    expect([silent.loopFromMs, silent.loopToMs]).toEqual([-1, -1]);
  });

  it('loops from the first sound on, where gate 2 rises in the silence before it', async () => {
    const level = tone.level.map((x, i) => (i < 1600 ? 0 : x));
    const { voice } = await open({ a: { ...tone, level } });
    voice.gate(0, true);
    voice.gate(1, true);
    expect(loudest((await play(voice, 40_000)).subarray(1000))).toBeLessThan(0.01);
    await play(voice, 15_000);
    expect(rms(await play(voice, 100_000))).toBeGreaterThan(0.1);
  });

  it('loops a set that is shorter than the window', async () => {
    const short = impactSet({ frames: 12, onset: 0, peak: 1, decay: 0, loudness: 0.3 });
    for (const loopMode of ['resynthesis', 'freeze'] as const) {
      const { voice } = await open({ a: short, loopMode });
      set(voice, { 'loop-window': 500, 'loop-jitter': 1, 'loop-spread': 1 });
      voice.gate(0, true);
      await play(voice, 2000);
      voice.gate(1, true);
      await play(voice, 30_000);
      for (let n = 0; n < 4; n++) expect(rms(await play(voice, 44_100)), loopMode).toBeGreaterThan(0.02);
    }
  });

  it('stays where it sounds, when the scrub moves the window into a silence', async () => {
    const level = tone.level.map((x, i) => (i > 800 ? 0 : x));
    for (const loopMode of ['resynthesis', 'freeze'] as const) {
      const { voice } = await open({ a: { ...tone, level }, loopMode });
      voice.gate(0, true);
      await play(voice, 9000);
      voice.gate(1, true);
      for (const scrub of [0.5, 1, 0, 0.8]) {
        set(voice, { scrub, 'loop-jitter': 0.5 });
        await play(voice, 20_000);
        expect(rms(await play(voice, 20_000)), `${loopMode} ${scrub}`).toBeGreaterThan(0.05);
      }
    }
  });

  it.each([44, 120, 200])('does not click at a freeze %i samples after a freeze', async (wait) => {
    const { voice } = await open({ loopMode: 'freeze' });
    set(voice, { 'loop-window': 40 });
    voice.gate(0, true);
    const start = await play(voice, 6000);
    voice.gate(1, true);
    const parts = [start, await play(voice, 7003)];
    for (let n = 0; n < 5; n++) {
      voice.gate(1, false);
      parts.push(await play(voice, wait));
      voice.gate(1, true);
      parts.push(await play(voice, n === 4 ? 9000 : wait));
    }
    expect(steepest(join(...parts))).toBeLessThan(2.5 * steepest(start));
    expect(rms(join(...parts).subarray(6000))).toBeGreaterThan(0.5 * rms(start.subarray(1000)));
  });

  it.each([20, 120, 500])('starts a freeze without a gap, with a window of %i ms', async (window) => {
    const { voice } = await open({ loopMode: 'freeze' });
    set(voice, { 'loop-window': window });
    voice.gate(0, true);
    const sound = await play(voice, 30_000);
    voice.gate(1, true);
    const frozen = await play(voice, 2000);
    for (let n = 0; n < 1500; n += 100)
      expect(rms(frozen.subarray(n, n + 441))).toBeGreaterThan(0.7 * rms(sound.subarray(20_000)));
  });

  it('starts a note where there is nothing to freeze, and freezes its first window', async () => {
    const { voice, runs } = await open({ loopMode: 'freeze' });
    set(voice, { 'loop-window': 100 });
    voice.gate(1, true);
    await play(voice, 10_000);
    const runsBefore = runs.length;
    expect(rms(await play(voice, 100_000))).toBeGreaterThan(0.1);
    expect(runs.length).toBe(runsBefore);
  });

  it.each(['resynthesis', 'freeze'] as const)(
    'gated, %s: loops while gate 2 is high, then releases',
    async (loopMode) => {
      const { voice } = await open({ gateMode: 'gated', loopMode });
      voice.gate(0, true);
      const held = await play(voice, 9000);
      voice.gate(1, true);
      voice.gate(0, false);
      expect(rms((await play(voice, 60_000)).subarray(50_000))).toBeGreaterThan(0.7 * rms(held.subarray(2000)));
      voice.gate(1, false);
      await play(voice, 1500);
      expect(voice.isSounding).toBe(false);
    },
  );

  it('gated: releases a joined note when its gate falls', async () => {
    const { voice } = await open({ gateMode: 'gated' });
    await voice.join(5000);
    expect(rms(await play(voice, 3000))).toBeGreaterThan(0.1);
    voice.gate(0, false);
    await play(voice, 1500);
    expect(voice.isSounding).toBe(false);
  });

  it('moves a loop with the scrub in the same round', async () => {
    const centroid = Float32Array.from({ length: 300 }, (_, k) => 300 * 1.01 ** k);
    const { voice, runs } = await open({ a: { ...tone, curves: { ...tone.curves, centroid } } });
    const centroids = (from: number): number[] => runs.slice(from).map((run) => run.get('x')?.[5] ?? Number.NaN);
    const warmUpRuns = runs.length;
    // Rounds of 86 hops from 0 on; the last quarter of each fades.
    set(voice, { 'loop-window': 500 });
    voice.gate(0, true);
    voice.gate(1, true);
    await play(voice, 2 * 86 * 256 + 2560);
    const before = Math.max(...centroids(warmUpRuns));
    const runsBefore = runs.length;
    set(voice, { 'loop-window': 500, scrub: 0.5 });
    await play(voice, 80 * 256);
    expect(Math.max(...centroids(runsBefore))).toBeGreaterThan(before + 0.1);
  });

  it('crossfades a running loop to other sets without a click', async () => {
    const { voice, runs } = await open();
    voice.gate(0, true);
    voice.gate(1, true);
    const low = await play(voice, 10_000);
    const runsBefore = runs.length;
    const a = impactSet({ frames: 300, onset: 0, peak: 1, decay: 0, loudness: 0.3, colour: { f0: 330 } });
    voice.setPatch({ a, gateMode: 'one-shot', loopMode: 'resynthesis' });
    const high = await play(voice, 20_000);
    const pitches = runs.slice(runsBefore).map((run) => run.get('x')?.[6] ?? Number.NaN);
    const first = runs[runsBefore - 1].get('x')?.[6] ?? Number.NaN;
    expect(pitches[20] - first).toBeGreaterThan(0.3);
    for (let k = 1; k < 9; k++) expect(pitches[k] - pitches[k - 1]).toBeLessThan(0.2 * (pitches[20] - first));
    // Three times the pitch is three times as steep.
    expect(steepest(join(low, high))).toBeLessThan(3.2 * steepest(low));
    voice.gate(1, false);
    expect(rms((await play(voice, 3000)).subarray(500))).toBeGreaterThan(0.1);
  });

  it('refuses sets of different grids and goes on with those before', async () => {
    const { voice } = await open();
    const b = { ...tone, analysis: { ...tone.analysis, hop: 512 } };
    const bad: VoicePatch = { a: tone, b, gateMode: 'one-shot', loopMode: 'resynthesis' };
    expect(() => voice.setPatch(bad)).toThrow(expect.objectContaining({ kind: 'bad-input' }));
    voice.gate(0, true);
    expect(rms((await play(voice, 3000)).subarray(500))).toBeGreaterThan(0.1);
  });

  it('starts a loop at gate 2 during a release', async () => {
    const { voice } = await open({ gateMode: 'gated' });
    voice.gate(0, true);
    const held = await play(voice, 5000);
    voice.gate(0, false);
    await play(voice, 500);
    voice.gate(1, true);
    expect(rms((await play(voice, 100_000)).subarray(90_000))).toBeGreaterThan(0.9 * rms(held.subarray(2000)));
  });
});
