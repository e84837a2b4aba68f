import { getHeapStatistics } from 'node:v8';
import { createOnnxAccelerator } from '@neurorack/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InferenceSession } from '../../src/contracts/accelerator.ts';
import { LATENT_DESTINATIONS } from '../../src/control/destination.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { createTimbreMix } from '../../src/descriptors/timbre/timbre-mix.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { createCodeOffsets } from '../../src/families/sinc-nsf/code-offsets.ts';
import type { Model } from '../../src/model/family.ts';
import { type LatentSpace, measureLatents } from '../../src/model/latent-space.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';
import { createLiveVoice, type LiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import { loudest, play, set, steepest } from './playing.ts';

const HOP = 256;
const MODEL = new URL('../../models/impacts', import.meta.url).pathname;
const BANK = new URL('../../banks/factory.nrbank', import.meta.url).pathname;

describe('the latents of the model impacts', () => {
  let model: Model;
  let sets: readonly DescriptorSet[];
  let space: LatentSpace | undefined;
  let session: InferenceSession;
  let voice: LiveVoice;
  let patch: VoicePatch;

  beforeAll(async () => {
    model = await loadModel(MODEL, FAMILIES);
    ({ sets } = await readBank(BANK));
    const reader = model.createLatentReader?.();
    space = reader && measureLatents(sets, reader);
    const [a, b] = [sets[0], sets[1]];
    if (a === undefined || b === undefined) throw new Error('the bank has no two sets');
    patch = { a, b, gateMode: 'one-shot', loopMode: 'resynthesis' };
    session = await openSession(model, createOnnxAccelerator());
    voice = await createLiveVoice({ model, session, seed: 3, patch, axes: space?.axes });
  });

  afterAll(() => session.close());

  async function note(controls: Parameters<typeof set>[1] = {}, hops = 80, of = voice) {
    of.reset();
    set(of, controls);
    await play(of, HOP);
    of.gate(0, true);
    of.gate(0, false);
    return play(of, hops * HOP);
  }

  it('have axes over the bank, the widest first, and each set its place', () => {
    expect(sets.every((set) => space?.placeOf(set) !== undefined)).toBe(true);
    const widths = LATENT_DESTINATIONS.map((_, a) =>
      Math.hypot(...Array.from({ length: 12 }, (__, i) => space?.axes.steps[i * 8 + a] ?? 0)),
    );
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths[7]).toBeGreaterThan(0);
    const first = sets.map((set) => space?.placeOf(set)?.[0] ?? 0);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(1);
    expect(Math.max(...first.map(Math.abs))).toBeLessThan(6);
  });

  it('change no sample at 0: as a voice without axes', async () => {
    const plain = await createLiveVoice({ model, session, seed: 3, patch });
    const expected = await note({}, 80, plain);
    expect(await note({})).toEqual(expected);
    await note({ 'latent-1': 2 });
    expect(await note({})).toEqual(expected);
  });

  it.each(LATENT_DESTINATIONS)('%s changes the sound, to either side otherwise', async (id) => {
    // The network answers the last axes by little: the eighth by 0.2 % of the sound.
    const [plain, up, down] = [await note(), await note({ [id]: 2 }), await note({ [id]: -2 })];
    expect(distance(plain, up) / rms(plain)).toBeGreaterThan(0.001);
    expect(distance(up, down) / rms(plain)).toBeGreaterThan(0.001);
    expect(loudest(up)).toBeLessThan(1);
    expect(await note({ [id]: 2 })).toEqual(up);
  });

  it('move without a click while a loop sounds', async () => {
    const still = await note({}, 40);
    voice.gate(1, true);
    const limit = 1.5 * Math.max(steepest(still), steepest(await play(voice, 100 * HOP)));
    for (let k = 0; k < 120; k++) {
      const at = 3 * Math.sin(k / 6);
      set(voice, { 'latent-1': at, 'latent-2': -at, 'latent-5': at });
      expect(steepest(await play(voice, HOP)), `hop ${k}`).toBeLessThan(limit);
    }
    voice.gate(1, false);
  });

  it('are added to a code without garbage', () => {
    const [offsets, mix, into] = [createCodeOffsets(12), createTimbreMix(), new Float32Array(12)];
    mix.axes = space?.axes;
    const add = (times: number): number => {
      const before = getHeapStatistics().used_heap_size;
      for (let n = 0; n < times; n++) {
        mix.latents[n % 8] = (n % 5) - 2;
        offsets.add(mix, into, 0);
      }
      return getHeapStatistics().used_heap_size - before;
    };
    // A single object a hop would be a megabyte in each round; code that a busy machine has not compiled yet allocates in the first ones.
    const rounds = Array.from({ length: 10 }, () => add(20_000));
    expect(Math.min(...rounds.filter((bytes) => bytes >= 0))).toBeLessThan(200_000);
  });
});
