import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceSession } from '../../../src/contracts/accelerator.ts';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import type { Model } from '../../../src/model/family.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { createLiveVoice, type LiveVoice, type VoicePatch } from '../../../src/voice/live-voice.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { loudest, play, set, steepest } from '../../voice/playing.ts';
import { rms } from '../sinc-nsf/test-model.ts';
import { accelerator, encodedSet, encoderOf, loadTiny, ringing } from './tiny-rave.ts';

const HOP = 256;

/** A hit that sounds from its first frame on. */
const hit = (name: string, frames = 120): DescriptorSet =>
  impactSet({ name, frames, onset: 0, peak: 4, decay: 0.02, loudness: 0.3 });

/** Mean frequency of the sound's crossings of zero, Hz: higher for a brighter sound. */
function brightness(samples: Float32Array): number {
  const crossings = samples.filter((x, n) => n > 0 && x >= 0 !== (samples[n - 1] ?? 0) >= 0).length;
  return (crossings * 44_100) / (2 * samples.length);
}

/** Difference of two sounds as a share of the first, RMS. */
const apart = (a: Float32Array, b: Float32Array): number => rms(a.map((x, n) => x - (b[n] ?? 0))) / rms(a);

describe('a live voice with a model of the family rave', () => {
  let model: Model;
  let session: InferenceSession;
  let voice: LiveVoice;
  let low: DescriptorSet;
  let high: DescriptorSet;
  let both: DescriptorSet;
  let patch: VoicePatch;

  beforeAll(async () => {
    model = await loadTiny();
    low = await encodedSet(model, hit('low'), ringing(110));
    high = await encodedSet(model, hit('high'), ringing(5000, { gain: 0.3 }));
    const halves = Float32Array.from([...ringing(110, { samples: 15_000 }), ...ringing(5000, { samples: 15_000 })]);
    both = await encodedSet(model, hit('both'), halves);
    const { measureSpace } = encoderOf(model);
    const space = measureSpace?.(
      [low, high, both].flatMap((one) => {
        const encoded = one.timbre?.encoded;
        return encoded === undefined ? [] : [{ set: one, encoded }];
      }),
    );
    const withSpace = (one: DescriptorSet): DescriptorSet => {
      const { timbre } = one;
      return timbre?.encoded === undefined
        ? one
        : { ...one, timbre: { ...timbre, encoded: { ...timbre.encoded, space } } };
    };
    [low, high, both] = [withSpace(low), withSpace(high), withSpace(both)];
    patch = { a: low, b: high, gateMode: 'one-shot', loopMode: 'resynthesis' };
    session = await openSession(model, accelerator);
    voice = await createLiveVoice({ model, session, seed: 3, patch });
  });

  /** The next note of a voice that has been silenced. */
  async function note(controls: Parameters<typeof set>[1] = {}, { hops = 60, block = 256, sets = patch } = {}) {
    voice.reset();
    voice.setPatch(sets);
    set(voice, controls);
    await play(voice, HOP);
    voice.gate(0, true);
    voice.gate(0, false);
    return play(voice, hops * HOP, block);
  }

  it('sounds with its trigger: the delay of its decoder has passed before', async () => {
    expect(voice.latencyFrames).toBe(0);
    const sound = await note();
    expect(sound.findIndex((x) => Math.abs(x) > 1e-4)).toBeLessThan(32);
  });

  it('has the level of its set', async () => {
    const sound = await note();
    for (const k of [3, 20, 50]) {
      const level = rms(low.level.subarray(8 * k, 8 * k + 16));
      expect(rms(sound.subarray(k * HOP, (k + 2) * HOP)) / level, `hop ${k}`).toBeGreaterThan(0.5);
      expect(rms(sound.subarray(k * HOP, (k + 2) * HOP)) / level, `hop ${k}`).toBeLessThan(1.2);
    }
  });

  it('is the same in blocks of any size, and at every trigger', async () => {
    const sound = await note();
    expect(loudest(sound)).toBeGreaterThan(0.1);
    expect(await note({}, { block: 64 })).toEqual(sound);
    expect(await note({}, { block: 100 })).toEqual(sound);
    voice.gate(0, true);
    voice.gate(0, false);
    const again = await play(voice, 60 * HOP);
    // Filters after the notes still hold the note before.
    expect(apart(sound.subarray(4000), again.subarray(4000))).toBeLessThan(1e-3);
  });

  it('plays between the latents of A and B under CV1', async () => {
    const [a, middle, b] = [
      await note({ interpolate: 0 }),
      await note({ interpolate: 0.5 }),
      await note({ interpolate: 1 }),
    ];
    expect(apart(a, b)).toBeGreaterThan(0.3);
    expect(apart(a, middle)).toBeGreaterThan(0.1);
    expect(apart(b, middle)).toBeGreaterThan(0.1);
    expect(await note({ interpolate: 1 }, { sets: { ...patch, a: high } })).toEqual(b);
  });

  it('starts at the latents of the scrub’s place under CV2', async () => {
    const sets = { ...patch, a: both, b: both };
    const [start, late] = [
      await note({ scrub: 0 }, { sets, hops: 20 }),
      await note({ scrub: 0.6 }, { sets, hops: 20 }),
    ];
    const lows = await note({}, { sets: { ...patch, a: low, b: low }, hops: 20 });
    const highs = await note({ scrub: 0.1 }, { sets: { ...patch, a: high, b: high }, hops: 20 });
    const shape = (sound: Float32Array): Float32Array => {
      const size = rms(sound);
      return sound.map((x) => x / size);
    };
    expect(apart(shape(start), shape(lows))).toBeLessThan(apart(shape(start), shape(highs)));
    expect(apart(shape(start), shape(late))).toBeGreaterThan(0.3);
  });

  it('has another attack under CV3, in level and in its finer latents, and the same tail', async () => {
    const [plain, sharp, soft] = [await note(), await note({ sharpness: 1 }), await note({ sharpness: -1 })];
    const attack = (sound: Float32Array): Float32Array => sound.subarray(0, 6 * HOP);
    expect(rms(attack(sharp))).toBeGreaterThan(rms(attack(soft)));
    expect(apart(attack(plain), attack(sharp))).toBeGreaterThan(0.05);
    expect(apart(plain.subarray(-5 * HOP), sharp.subarray(-5 * HOP))).toBeLessThan(0.2);
  });

  it('repeats exactly without CV4, and walks through the latents with it', async () => {
    const [plain, walked] = [await note(), await note({ variation: 1 })];
    expect(apart(plain, walked)).toBeGreaterThan(0.1);
    expect(await note()).toEqual(plain);
    expect(await note({ variation: 1 })).toEqual(walked);
    expect(loudest(walked)).toBeLessThan(1);
  });

  it('is transposed by V/oct, by reading the decoder’s sound faster or slower', async () => {
    const [plain, up, down] = [await note(), await note({ pitch: 1 }), await note({ pitch: -1 })];
    const tail = (sound: Float32Array): number => brightness(sound.subarray(10 * HOP));
    // Of the highest partials, which would pass half of the rate, nothing is left an octave up.
    expect(tail(up) / tail(plain)).toBeGreaterThan(1.4);
    expect(tail(up) / tail(plain)).toBeLessThan(2.3);
    expect(tail(down) / tail(plain)).toBeGreaterThan(0.43);
    expect(tail(down) / tail(plain)).toBeLessThan(0.6);
    expect(rms(up) / rms(plain)).toBeCloseTo(1, 0);
  });

  it.each(['zcr', 'rolloff', 'flatness', 'bandwidth', 'centroid'] as const)(
    'is moved by the offset of %s',
    async (name) => {
      const [plain, moved] = [await note(), await note({ [name]: name === 'zcr' ? 0.1 : 2 })];
      // The regression of three sets has little to say about some of them.
      expect(apart(plain, moved)).toBeGreaterThan(0.001);
      expect(loudest(moved)).toBeLessThan(1);
    },
  );

  it.each(['latent-1', 'latent-2', 'latent-3', 'latent-4'] as const)(
    'is moved by %s along an axis of the bank’s latents, and not at 0',
    async (id) => {
      const [plain, up, down] = [await note(), await note({ [id]: 2 }), await note({ [id]: -2 })];
      expect(apart(plain, up)).toBeGreaterThan(0.01);
      expect(apart(up, down)).toBeGreaterThan(0.01);
      expect(loudest(up)).toBeLessThan(1);
      expect(await note({ [id]: 0 })).toEqual(plain);
    },
  );

  it('has no axis beyond its four latents', async () => {
    expect(await note({ 'latent-5': 3, 'latent-8': -3 })).toEqual(await note());
  });

  it('has no click while its latents move in a loop', async () => {
    const sound = await note({}, { hops: 20 });
    voice.gate(1, true);
    const limit = 1.5 * Math.max(steepest(sound), steepest(await play(voice, 100 * HOP)));
    for (let k = 0; k < 120; k++) {
      const at = 3 * Math.sin(k / 6);
      set(voice, { 'latent-1': at, 'latent-2': -at });
      expect(steepest(await play(voice, HOP)), `hop ${k}`).toBeLessThan(limit);
    }
    voice.gate(1, false);
  });

  it('has no click while the window of its loop moves under CV2', async () => {
    const sets = { ...patch, a: both, b: both };
    const sound = await note({}, { sets, hops: 20 });
    voice.gate(1, true);
    const limit = 1.5 * Math.max(steepest(sound), steepest(await play(voice, 100 * HOP)));
    let change = 0;
    let before = await play(voice, HOP);
    for (let k = 0; k < 120; k++) {
      set(voice, { scrub: 0.3 + 0.3 * Math.sin(k / 9) });
      const part = await play(voice, HOP);
      expect(steepest(part), `hop ${k}`).toBeLessThan(limit);
      change = Math.max(change, apart(part, before));
      before = part;
    }
    expect(change).toBeGreaterThan(0.1);
    voice.gate(1, false);
  });

  it('follows the offset of the level', async () => {
    const [plain, quiet] = [await note(), await note({ rms: -2 })];
    expect(rms(quiet) / rms(plain)).toBeCloseTo(0.25, 1);
  });

  it.each(['resynthesis', 'freeze'] as const)(
    'goes on in a loop of gate 2 by %s, without a click, and ends after it',
    async (loopMode) => {
      const sets = { ...patch, loopMode };
      const sound = await note({}, { sets, hops: 20 });
      voice.gate(1, true);
      const looped = await play(voice, 300 * HOP);
      expect(rms(looped.subarray(-20 * HOP))).toBeGreaterThan(0.2 * rms(sound));
      expect(steepest(looped)).toBeLessThan(1.3 * steepest(sound));
      voice.gate(1, false);
      await play(voice, 130 * HOP);
      expect(loudest(await play(voice, 10 * HOP))).toBeLessThan(1e-3);
    },
  );

  it('has no click where a trigger cuts a note, and none at its end', async () => {
    const sound = await note({}, { hops: 40 });
    const limit = 1.3 * steepest(sound);
    for (let n = 0; n < 6; n++) {
      voice.gate(0, true);
      voice.gate(0, false);
      expect(steepest(await play(voice, 4 * HOP + 37 * n))).toBeLessThan(limit);
    }
    const end = await play(voice, 140 * HOP);
    expect(steepest(end)).toBeLessThan(limit);
    expect(voice.isSounding).toBe(false);
  });

  it('joins a note that another program has begun', async () => {
    const sound = await note({}, { hops: 50 });
    voice.reset();
    set(voice, {});
    await voice.join(30 * HOP);
    const joined = await play(voice, 20 * HOP);
    expect(rms(joined) / rms(sound.subarray(30 * HOP))).toBeCloseTo(1, 0);
  });
});
