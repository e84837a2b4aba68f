import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import type { SoundMap } from '../../src/descriptors/map/sound-map.ts';
import type { Synthesizer } from '../../src/model/synthesis.ts';
import { createLiveVoice, type VoicePatch } from '../../src/voice/live-voice.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { distance, HOP, MODEL, rms } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';
import { join, play, pure, set, steepest } from './playing.ts';

const sounds = [110, 220, 440, 880, 1760].map((f0, n) =>
  impactSet({ name: `tone ${n}`, frames: 40 + 10 * n, onset: 0, peak: 1, decay: 0.05, colour: { f0 } }),
);
const places = [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => ({ x, y: 0.5 }));
const MAP: SoundMap = { sets: sounds, places };
const SAMPLES = 40 * HOP;

describe('the live voice on the map', () => {
  let synthesizer: Synthesizer;
  beforeAll(() => {
    synthesizer = MODEL.createSynthesizer();
  });

  async function open(
    options: Partial<VoicePatch> & { map?: SoundMap; compute?: NetworkFunction; asynchronous?: boolean } = {},
  ) {
    const { map, compute, asynchronous = false, ...patch } = options;
    const { session } = await openFakeNetwork({ asynchronous, ...(compute && { compute }) });
    return createLiveVoice({
      model: MODEL,
      session,
      synthesizer,
      seed: 5,
      map,
      patch: { a: sounds[0], gateMode: 'one-shot', loopMode: 'resynthesis', ...patch },
    });
  }

  it('plays a set bit-identically at its place on the map', async () => {
    const onMap = await open({ source: 'map', map: MAP });
    set(onMap, { 'map-x': 0.7 });
    onMap.gate(0, true);
    const alone = await open({ a: sounds[3] });
    alone.gate(0, true);
    const expected = await play(alone, SAMPLES);
    expect(rms(expected)).toBeGreaterThan(1e-3);
    expect(await play(onMap, SAMPLES)).toEqual(expected);
  });

  it('leaves A and B bit-identical, wherever the map point is', async () => {
    const [plain, withMap] = [await open({ b: sounds[4] }), await open({ b: sounds[4], map: MAP })];
    const parts: Float32Array[][] = [[], []];
    for (const [n, voice] of [plain, withMap].entries()) {
      for (const at of [0.2, 0.6]) {
        set(voice, { interpolate: at, ...(n === 1 && { 'map-x': at, 'map-y': 1 - at }) });
        voice.gate(0, true);
        for (let block = 0; block < 30; block++) {
          parts[n]?.push(await play(voice, HOP));
          await voice.prepare?.();
        }
      }
    }
    expect(join(...(parts[1] ?? []))).toEqual(join(...(parts[0] ?? [])));
  });

  it('plays A and B without a map', async () => {
    const [without, plain] = [await open({ source: 'map' }), await open()];
    for (const voice of [without, plain]) voice.gate(0, true);
    expect(await play(without, SAMPLES)).toEqual(await play(plain, SAMPLES));
  });

  it.each([37, 512])('sounds the same in blocks of %i as in blocks of 256 while the point moves', async (block) => {
    const perform = async (size: number, asynchronous: boolean): Promise<Float32Array> => {
      const voice = await open({ source: 'map', map: MAP, asynchronous });
      const parts: Float32Array[] = [];
      for (let step = 0; step < 12; step++) {
        set(voice, { 'map-x': (step % 7) / 6, 'map-y': (step % 5) / 4, variation: 0.3, 'loop-window': 30 });
        if (step % 4 === 0) voice.gate(0, true);
        if (step === 5) voice.gate(1, true);
        if (step === 9) voice.gate(1, false);
        parts.push(await play(voice, 1111, size));
      }
      return join(...parts);
    };
    const reference = await perform(256, false);
    expect(rms(reference)).toBeGreaterThan(1e-3);
    expect(distance(await perform(block, true), reference)).toBeLessThan(1e-6);
  });

  it('follows the point during a note, without a click', async () => {
    const still = await open({ source: 'map', map: MAP, compute: pure });
    const moved = await open({ source: 'map', map: MAP, compute: pure });
    const parts: Float32Array[][] = [[], []];
    for (const voice of [still, moved]) voice.gate(0, true);
    for (let step = 0; step < 40; step++) {
      set(still, { 'map-x': 0.1 });
      set(moved, { 'map-x': 0.1 + step / 400 });
      parts[0]?.push(await play(still, HOP));
      parts[1]?.push(await play(moved, HOP));
    }
    const [rest, way] = parts.map((part) => join(...part));
    expect(distance(way.subarray(0, HOP), rest.subarray(0, HOP))).toBe(0);
    expect(distance(way.subarray(20 * HOP), rest.subarray(20 * HOP))).toBeGreaterThan(0.02);
    // Twice the pitch is twice as steep.
    expect(steepest(way)).toBeLessThan(2.5 * steepest(rest));
  });

  it('plays a set added to the map from the next trigger on', async () => {
    const voice = await open({ source: 'map', map: { sets: sounds.slice(0, 4), places: places.slice(0, 4) } });
    set(voice, { 'map-x': 0.9 });
    voice.gate(0, true);
    const before = await play(voice, SAMPLES);
    voice.setMap(MAP);
    voice.gate(0, true);
    await play(voice, 80 * HOP);
    voice.gate(0, true);
    const after = await play(voice, SAMPLES);
    expect(distance(after, before)).toBeGreaterThan(0.02);
    const alone = await open({ a: sounds[4] });
    alone.gate(0, true);
    expect(distance(after.subarray(HOP), (await play(alone, SAMPLES)).subarray(HOP))).toBeLessThan(0.01);
  });
});
