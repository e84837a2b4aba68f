import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import type { NoteInput } from '../../src/contracts/panel-input.ts';
import { shareSession } from '../../src/model/shared-session.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { createLiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { createPolyVoice } from '../../src/voice/poly-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { join, loudest, play, pure, set, steepest } from './playing.ts';

const SEED = 5;
const FRAMES = 80;
const HZ = 110;
const FIFTH = 7 / 12;
/** A steady tone from the first sample on. */
const tone = impactSet({ frames: FRAMES, onset: 0, peak: 1, decay: 0, loudness: 0.1 });
const hit = impactSet({ frames: FRAMES, onset: 3, peak: 9, decay: 0.15, loudness: 0.2 });

/** The amplitude of a frequency in a sound, by its Fourier transform under a Hann window. */
function amplitudeAt(sound: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  for (const [n, x] of sound.entries()) {
    const window = 1 - Math.cos((2 * Math.PI * n) / sound.length);
    re += window * x * Math.cos((2 * Math.PI * hz * n) / 44_100);
    im += window * x * Math.sin((2 * Math.PI * hz * n) / 44_100);
  }
  return (2 * Math.hypot(re, im)) / sound.length;
}

const on = (key: number, tuning: Partial<NoteInput> = {}): NoteInput => ({
  kind: 'note',
  key,
  isOn: true,
  pitch: 0,
  level: 0,
  sharpness: 0,
  ...tuning,
});
const off = (key: number): NoteInput => ({ ...on(key), isOn: false });

describe('several voices', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  interface Options extends Partial<VoicePatch> {
    readonly compute?: NetworkFunction;
    readonly asynchronous?: boolean;
    readonly voices?: number;
    readonly alternates?: boolean;
  }

  const patchOf = ({ compute: _1, asynchronous: _2, voices: _3, alternates: _4, ...patch }: Options): VoicePatch => ({
    a: tone,
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
    ...patch,
  });

  async function open(options: Options = {}) {
    const { compute, asynchronous = false, voices = 4, alternates = false } = options;
    const { session, runs } = await openFakeNetwork({ asynchronous, ...(compute && { compute }) });
    const voice = await createPolyVoice({
      model: MODEL,
      sessions: shareSession(session, voices),
      synthesizer,
      seed: SEED,
      patch: patchOf(options),
      alternates,
    });
    return { voice, runs };
  }

  it('sounds as one voice does while gate 1 plays alone, bit for bit', async () => {
    const { session } = await openFakeNetwork();
    const mono = await createLiveVoice({ model: MODEL, session, synthesizer, seed: SEED, patch: patchOf({ a: hit }) });
    const { voice } = await open({ a: hit });
    for (const each of [mono, voice]) {
      set(each, { pitch: 0.25, level: -3, variation: 0.4, sharpness: 0.3 });
      await play(each, 3000);
      each.gate(0, true);
    }
    const sound = await play(mono, 40 * HOP);
    expect(rms(sound)).toBeGreaterThan(1e-3);
    expect(await play(voice, 40 * HOP)).toEqual(sound);
  });

  it('plays two notes at once, each at its own pitch and level', async () => {
    const { voice } = await open({ compute: pure });
    voice.note(on(60));
    await play(voice, 1000);
    voice.note(on(67, { pitch: FIFTH, level: -20 }));
    const both = (await play(voice, 12_000)).subarray(1000);
    const [low, high] = [amplitudeAt(both, HZ), amplitudeAt(both, HZ * 2 ** FIFTH)];
    expect(low).toBeGreaterThan(0.05);
    expect(high / low).toBeCloseTo(0.1, 2);
    expect(amplitudeAt(both, HZ * 2 ** (4 / 12))).toBeLessThan(0.02 * high);
  });

  it('moves all notes by the controls, and the sharpness of one by its own', async () => {
    const { voice, runs } = await open({ compute: pure });
    voice.note(on(60));
    voice.note(on(67, { pitch: FIFTH }));
    await play(voice, 1000);
    set(voice, { pitch: 1 });
    const octave = (await play(voice, 12_000)).subarray(1000);
    expect(amplitudeAt(octave, 2 * HZ)).toBeGreaterThan(0.05);
    expect(amplitudeAt(octave, 2 * HZ * 2 ** FIFTH)).toBeGreaterThan(0.05);
    expect(amplitudeAt(octave, HZ)).toBeLessThan(0.001);
    expect(runs.length).toBeGreaterThan(0);
  });

  it('gives each voice a seed of its own: two notes of the same pitch are not twice one', async () => {
    const sound = async (keys: readonly number[]): Promise<Float32Array> => {
      const { voice } = await open({ a: { ...hit } });
      for (const key of keys) voice.note(on(key, { level: -12 }));
      return play(voice, 20 * HOP);
    };
    const [one, two] = [await sound([1]), await sound([1, 2])];
    const double = one.map((x) => 2 * x);
    expect(distance(two, double)).toBeGreaterThan(0.1 * rms(one));
    expect(await sound([1, 2])).toEqual(two);
  });

  it.each([
    [1, 'one-shot', 'resynthesis', false],
    [37, 'gated', 'resynthesis', true],
    [512, 'gated', 'freeze', false],
    [64, 'one-shot', 'freeze', true],
  ] as const)(
    'sounds the same in blocks of %i as in blocks of 256: %s, %s',
    async (block, gateMode, loopMode, alternates) => {
      const perform = async (size: number, asynchronous: boolean): Promise<Float32Array> => {
        const { voice } = await open({ a: hit, gateMode, loopMode, alternates, asynchronous, voices: 3 });
        set(voice, { variation: 0.5, 'loop-window': 30, 'loop-jitter': 0.5 });
        voice.gate(0, true);
        const parts = [await play(voice, 1333, size)];
        for (const [n, key] of [60, 64, 67, 60, 72].entries()) {
          voice.note(on(key, { pitch: (key - 60) / 12, level: -3 * n, sharpness: 0.1 * n }));
          parts.push(await play(voice, 517, size));
          if (n === 2) voice.gate(0, false);
          if (n === 3) voice.note(off(64));
        }
        voice.gate(1, true);
        parts.push(await play(voice, 3000, size));
        set(voice, { pitch: 0.5, level: -6, scrub: 0.2, 'loop-window': 20 });
        voice.gate(0, true);
        parts.push(await play(voice, 1500, size));
        voice.gate(1, false);
        for (const key of [60, 67, 72]) voice.note(off(key));
        parts.push(await play(voice, 26_000, size));
        voice.gate(0, true);
        parts.push(await play(voice, 3000, size));
        return join(...parts);
      };
      const reference = await perform(256, false);
      expect(rms(reference)).toBeGreaterThan(1e-3);
      expect(distance(await perform(block, true), reference)).toBeLessThan(1e-6);
    },
  );

  it('steals a voice without a click: its note fades over 3 ms beside the new one', async () => {
    const { voice } = await open({ compute: pure, voices: 2 });
    voice.note(on(60));
    voice.note(on(67, { pitch: FIFTH }));
    const two = await play(voice, 6007);
    voice.note(on(64, { pitch: 4 / 12 }));
    const stolen = await play(voice, 12_000);
    expect(steepest(join(two, stolen))).toBeLessThan(1.3 * steepest(two));
    const after = stolen.subarray(1000);
    expect(amplitudeAt(after, HZ)).toBeLessThan(0.001);
    expect(amplitudeAt(after, HZ * 2 ** (4 / 12))).toBeGreaterThan(0.05);
    expect(amplitudeAt(after, HZ * 2 ** FIFTH)).toBeGreaterThan(0.05);
  });

  it.each([
    [-40, 0],
    [0, -40],
  ])('steals a note of %i dB for one of %i dB: neither has the level of the other', async (before, after) => {
    const { voice } = await open({ compute: pure, voices: 1 });
    voice.note(on(60, { level: before }));
    const first = await play(voice, 6007);
    voice.note(on(67, { pitch: FIFTH, level: after }));
    const second = await play(voice, 6000);
    const largest = Math.max(loudest(first), loudest(second.subarray(1000)));
    expect(loudest(second.subarray(0, 400))).toBeLessThan(1.05 * largest);
    if (after < before) expect(loudest(second.subarray(200, 400))).toBeLessThan(0.05 * largest);
  });

  it('steals a whole chord at once without a click', async () => {
    const { voice } = await open({ compute: pure, voices: 4 });
    const chord = async (from: number): Promise<Float32Array> => {
      for (const n of [0, 1, 2, 3]) voice.note(on(from + n, { pitch: (from + 3 * n - 60) / 12, level: -6 }));
      return play(voice, 5003);
    };
    const first = await chord(60);
    const sound = join(first, await chord(62), await chord(65));
    expect(steepest(sound)).toBeLessThan(2 * steepest(first));
    expect(loudest(sound)).toBeLessThan(1);
  });

  it('gate 1 plays one voice: its notes replace each other, and leave those of keys alone', async () => {
    const { voice } = await open({ compute: pure });
    voice.note(on(67, { pitch: FIFTH }));
    voice.gate(0, true);
    await play(voice, 2000);
    set(voice, { pitch: -1 });
    voice.gate(0, true);
    const sound = (await play(voice, 12_000)).subarray(1000);
    expect(amplitudeAt(sound, HZ / 2)).toBeGreaterThan(0.05);
    expect(amplitudeAt(sound, (HZ / 2) * 2 ** FIFTH)).toBeGreaterThan(0.05);
    expect(rms(sound)).toBeCloseTo(
      Math.hypot(amplitudeAt(sound, HZ / 2), amplitudeAt(sound, (HZ / 2) * 2 ** FIFTH)) / Math.SQRT2,
      2,
    );
  });

  it('alternate: rises of gate 1 take the voices in turn, and what rings on keeps its pitch and level', async () => {
    const { voice } = await open({ compute: pure, alternates: true, voices: 2 });
    voice.gate(0, true);
    await play(voice, 2000);
    voice.gate(0, false);
    voice.gate(0, true);
    set(voice, { pitch: FIFTH, level: -20 });
    const sound = (await play(voice, 12_000)).subarray(1000);
    const [first, second] = [amplitudeAt(sound, HZ), amplitudeAt(sound, HZ * 2 ** FIFTH)];
    expect(first).toBeGreaterThan(0.05);
    expect(second / first).toBeCloseTo(0.1, 2);
    // The third one takes the first one's voice, whose note fades at its own pitch and level.
    voice.gate(0, true);
    const third = await play(voice, 3000);
    expect(steepest(join(sound, third))).toBeLessThan(1.1 * steepest(sound));
    expect(amplitudeAt(third.subarray(400), HZ)).toBeLessThan(0.02);
  });

  it.each([true, false])(
    'counts triggers that were played before, in turn (%s): the next one is the same',
    async (alternates) => {
      const { voice } = await open({ a: hit, alternates, voices: 3 });
      const { voice: late } = await open({ a: hit, alternates, voices: 3 });
      for (const each of [voice, late]) set(each, { variation: 0.8 });
      for (let n = 0; n < 4; n++) {
        voice.gate(0, true);
        voice.gate(0, false);
        await play(voice, (FRAMES + 4) * HOP);
      }
      late.skipTriggers(4);
      for (const each of [voice, late]) each.gate(0, true);
      const next = await play(voice, 20 * HOP);
      // The DC blocker has its own past.
      expect(distance(await play(late, 20 * HOP), next)).toBeLessThan(1e-3 * loudest(next));
    },
  );

  it('gated: a note is released within 30 ms of its end, without a click, and the others go on', async () => {
    const { voice } = await open({ compute: pure, gateMode: 'gated' });
    voice.note(on(60));
    voice.note(on(67, { pitch: FIFTH }));
    const held = await play(voice, 6000);
    voice.note(off(60));
    const release = await play(voice, 12_000);
    expect(steepest(join(held, release))).toBeLessThanOrEqual(1.02 * steepest(held));
    expect(amplitudeAt(release.subarray(1500), HZ)).toBeLessThan(1e-3);
    expect(amplitudeAt(release.subarray(1500), HZ * 2 ** FIFTH)).toBeGreaterThan(0.05);
    voice.note(off(67));
    await play(voice, 1500);
    expect(voice.isSounding).toBe(false);
  });

  it('gate 2 loops all that sounds, and starts a note where nothing does', async () => {
    const { voice } = await open({ compute: pure });
    voice.note(on(60));
    voice.note(on(67, { pitch: FIFTH }));
    await play(voice, 2000);
    voice.gate(1, true);
    const looped = (await play(voice, 4 * FRAMES * HOP)).subarray(-12_000);
    expect(amplitudeAt(looped, HZ)).toBeGreaterThan(0.05);
    expect(amplitudeAt(looped, HZ * 2 ** FIFTH)).toBeGreaterThan(0.05);
    voice.gate(1, false);
    await play(voice, (FRAMES + 4) * HOP);
    expect(voice.isSounding).toBe(false);
    voice.gate(1, true);
    expect(rms((await play(voice, 3 * FRAMES * HOP)).subarray(2 * FRAMES * HOP))).toBeGreaterThan(0.03);
  });

  it('plays no more voices than its limit', async () => {
    const { voice } = await open({ compute: pure });
    voice.limit(1);
    voice.note(on(60));
    voice.note(on(67, { pitch: FIFTH }));
    const sound = (await play(voice, 12_000)).subarray(1000);
    expect(amplitudeAt(sound, HZ)).toBeLessThan(1e-3);
    expect(amplitudeAt(sound, HZ * 2 ** FIFTH)).toBeGreaterThan(0.05);
  });

  it('prefetches the onset of the next rise of gate 1, whichever voice will play it', async () => {
    const { voice, runs } = await open({ a: hit, alternates: true });
    set(voice, { centroid: 0.5 });
    for (let n = 0; n < 4; n++) {
      await play(voice, HOP, HOP);
      await voice.prepare();
    }
    for (let n = 0; n < 3; n++) {
      const before = runs.length;
      voice.gate(0, true);
      await play(voice, HOP / 2);
      expect(runs.length - before).toBeLessThanOrEqual(n);
    }
  });

  it('joins a note that was triggered before as if it had played it', async () => {
    const { voice } = await open({ a: hit });
    voice.gate(0, true);
    const whole = await play(voice, 8000);
    const { voice: late } = await open({ a: hit });
    await late.join(5000);
    expect(distance((await play(late, 3000)).subarray(300), whole.subarray(5300))).toBeLessThan(1e-3);
  });

  it('counts the runs and faults of all voices', async () => {
    const { voice } = await open();
    const before = voice.meters.blocks;
    voice.note(on(1));
    voice.note(on(2));
    await play(voice, 10 * HOP);
    expect(voice.meters.blocks - before).toBeGreaterThanOrEqual(20);
    expect(voice.faults).toBe(0);
  });
});
