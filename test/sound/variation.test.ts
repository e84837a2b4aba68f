import { describe, expect, it } from 'vitest';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { perform } from './play-performance.ts';
import { openShippedModel } from './player.ts';

const RATE = 44_100;
const SEEDS = Array.from({ length: 16 }, (_, n) => n + 1);
const decibels = (ratio: number): number => 20 * Math.log10(ratio);
/** Share of samples that the limiter has flattened. */
const flattened = (sound: Float32Array): number => sound.filter((x) => Math.abs(x) > 0.98).length / sound.length;

describe.each(['impacts', 'metal'])('CV4 at 5 V on %s', async (model) => {
  const { factorySet, render } = await openShippedModel(model);

  it.each(['Cowbell', 'Dub snare', 'Backspin'])(
    'keeps the loudness of %s within 6 dB for every seed, and its peaks below the limiter but for a few',
    async (name) => {
      const a = await factorySet(name);
      const plain = rms(await render(a));
      for (const seed of SEEDS) {
        const varied = await render(a, { cv4: '5', seed });
        expect.soft(Math.abs(decibels(rms(varied) / plain)), `seed ${seed}`).toBeLessThan(6);
        expect.soft(flattened(varied), `seed ${seed}`).toBeLessThan(0.006);
      }
    },
  );

  it('keeps a loop of the loudest part of Boom within 6 dB, not flattened to a square', async () => {
    const a = await factorySet('Boom');
    // Each trigger has a walk of its own.
    const play = (volts: number): Promise<Float32Array> => {
      const hits = SEEDS.map((n) => `${n} gate1 tap\n${n + 0.06} gate2 on\n${n + 0.85} gate2 off`);
      return perform(`0 cv4 ${volts}\n${hits.join('\n')}\n${SEEDS.length + 1} end`, { a, model });
    };
    const [plain, varied] = [await play(0), await play(5)];
    for (const n of SEEDS) {
      const [before, now] = [plain, varied].map((sound) => sound.subarray(n * RATE, (n + 0.85) * RATE));
      expect.soft(Math.abs(decibels(rms(now) / rms(before))), `trigger ${n}`).toBeLessThan(6);
      expect.soft(flattened(now), `trigger ${n}`).toBeLessThan(0.08);
    }
  });
});
