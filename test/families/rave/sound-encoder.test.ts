import { describe, expect, it } from 'vitest';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { createHopSchedule } from '../../../src/families/rave/hop-schedule.ts';
import { measureLatentSpace } from '../../../src/families/rave/latent-space.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { impactSet, STATS } from '../../descriptors/sample-sets.ts';
import { copyOfTinyModel, editManifest } from '../../model/tiny-model.ts';
import { accelerator, encoderOf, loadTiny, ringing, TINY_RAVE } from './tiny-rave.ts';

const FRAME = { sampleRate: 44_100, hop: 256 };

async function encode(sound: Float32Array, folder = TINY_RAVE) {
  const model = await loadTiny(folder);
  const encoder = encoderOf(model);
  const session = await openSession(model, accelerator, encoder.artifact);
  const encoded = await encoder.encode(sound, session);
  await session.close();
  return encoded;
}

describe('the encoder of a model of the family rave', () => {
  it('has its delay taken out: a row is that of the sound at its hop', async () => {
    const silent = 128 * 30;
    const { rows, size } = await encode(ringing(1000, { silent, samples: 10_000 }));
    const rowAt = (m: number): number[] => [...rows.subarray(m * size, (m + 1) * size)];
    const quiet = rowAt(5);
    const differs = (m: number): number => Math.max(...rowAt(m).map((value, i) => Math.abs(value - (quiet[i] ?? 0))));
    // The window of row m is the hop and the one after it.
    for (const m of [10, 28]) expect(differs(m)).toBeLessThan(1e-6);
    for (const m of [30, 32, 40]) expect(differs(m)).toBeGreaterThan(0.02);
    expect(rows.length / size).toBeGreaterThanOrEqual(10_000 / 128);
  });

  it('gives the same rows, at their own hops, to a model of another rate', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await editManifest(folder, '"sampleRate": 44100', '"sampleRate": 48000');
    const sound = ringing(700, { samples: 20_000 });
    const { rows } = await encode(sound, folder);
    expect(rows.length / 4).toBe(Math.ceil((20_000 * 48_000) / 44_100 / 128) + 1);
    expect(rows.every(Number.isFinite)).toBe(true);
  });
});

describe('the space of a bank’s latents', () => {
  const schedule = createHopSchedule({ sampleRate: 44_100, hop: 256 }, FRAME, 0);
  const options = { schedule, latents: 6, mean: new Array(6).fill(0), std: new Array(6).fill(1), descriptors: STATS };
  /** Sets whose latents follow their descriptors: the first the centroid, the second the bandwidth; the others are noise. */
  const sounds = Array.from({ length: 12 }, (_, s) => {
    const frames = 100;
    const set: DescriptorSet = impactSet({ name: `set ${s}`, frames, onset: 0, peak: 2, decay: 0.01 });
    const centroid = Float32Array.from({ length: frames }, (__, k) => 1000 * 2 ** (1.8 * Math.sin(k / 7 + s)));
    const bandwidth = Float32Array.from({ length: frames }, (__, k) => 1500 * 2 ** Math.cos(k / 5 - s));
    const rows = Float32Array.from({ length: 6 * (frames + 1) }, (__, i) => {
      const [k, axis] = [Math.min(Math.floor(i / 6), frames - 1), i % 6];
      if (axis === 0) return (Math.log2(centroid[k] ?? 1) - 10) / 1.8;
      if (axis === 1) return (Math.log2(bandwidth[k] ?? 1) - 11) / 1;
      return Math.sin(12.9898 * i + 78.233 * s);
    });
    const moved: DescriptorSet = { ...set, curves: { ...set.curves, centroid, bandwidth } };
    return { set: moved, encoded: { encoder: 'test', size: 6, rows } };
  });

  it('predicts descriptors of sets that were held out, where latents have them', () => {
    const { correlation } = measureLatentSpace(sounds, options) ?? { correlation: [] };
    const [, , , , bandwidth = 0, centroid = 0] = correlation;
    expect(centroid).toBeGreaterThan(0.98);
    expect(bandwidth).toBeGreaterThan(0.98);
  });

  it('moves the latents that have a descriptor by its deviation, and hardly the others', () => {
    const { response = new Float32Array(0) } = measureLatentSpace(sounds, options) ?? {};
    const of = (axis: number, d: number): number => response[axis * 7 + d] ?? 0;
    expect(of(0, 5)).toBeGreaterThan(0.6);
    expect(of(0, 5)).toBeLessThan(1.1);
    for (const axis of [2, 3, 4, 5]) expect(Math.abs(of(axis, 5))).toBeLessThan(0.2);
  });

  it('walks with the covariance of the bank', () => {
    const { walk = new Float32Array(0) } = measureLatentSpace(sounds, options) ?? {};
    const energy = (axis: number): number => walk.subarray(axis * 7, axis * 7 + 7).reduce((sum, x) => sum + x * x, 0);
    const { rows } = sounds[0]?.encoded ?? { rows: new Float32Array(0) };
    const own = rows.filter((_, i) => i % 6 === 2);
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
    const variance = own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / own.length;
    expect(energy(2) / variance).toBeGreaterThan(0.7);
    expect(energy(2) / variance).toBeLessThan(1.4);
  });

  it('is not measured where too little sounds', () => {
    expect(measureLatentSpace([], options)).toBeUndefined();
  });
});
