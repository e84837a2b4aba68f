import { describe, expect, it } from 'vitest';
import { DESCRIPTORS, type DescriptorName } from '../../src/descriptors/descriptor.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import { perform } from './play-performance.ts';
import { openShippedModel } from './player.ts';

const impacts = await openShippedModel('impacts');
const RATE = 44_100;
const HOP = 256;
const at = (samples: Float32Array, from: number, to: number): Float32Array =>
  samples.subarray(Math.round(from * RATE), Math.round(to * RATE));
const db = (ratio: number): number => 20 * Math.log10(ratio);
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Mean of each descriptor over a sound, on its perceptual scale. */
function meansOf(samples: Float32Array): Record<DescriptorName, number> {
  const { curves } = impacts.analyse(samples);
  const entries = DESCRIPTORS.map((name) => [name, mean(impacts.scaled(name, curves[name]).slice(4, -4))]);
  return Object.fromEntries(entries) as Record<DescriptorName, number>;
}

describe('the jacks, through the whole engine', () => {
  it('CV1 moves every descriptor from set A to set B monotonically', async () => {
    const [a, b] = await Promise.all([impacts.factorySet('Boom'), impacts.factorySet('Cowbell')]);
    const lines = [0, 1.25, 2.5, 3.75, 5].map((volts, n) => `${2 * n} cv1 ${volts}\n${2 * n} gate1 tap`);
    const sound = await perform(`${lines.join('\n')}\n10 end`, { a, b });
    const means = lines.map((_, n) => meansOf(at(sound, 2 * n, 2 * n + 0.33)));
    for (const name of DESCRIPTORS) {
      const way = means[4][name] - means[0][name];
      for (let step = 1; step < 5; step++) {
        // Share of the way; measured on a third of a second of noise, a step without a change may seem to go back.
        const moved = (means[step][name] - means[step - 1][name]) / way;
        expect.soft(moved, `${name}, step ${step}`).toBeGreaterThan(-0.03);
      }
    }
  });

  it('CV1 acts while a sound is held', async () => {
    const [a, b] = await Promise.all([impacts.factorySet('Bell'), impacts.factorySet('Dark woosh')]);
    const held = '0 gate1 tap\n1 gate2 on\n';
    const still = await perform(`${held}3 end`, { a, b });
    const moved = await perform(`${held}2 cv1 5\n3 end`, { a, b });
    expect(moved.subarray(0, 2 * RATE - HOP)).toEqual(still.subarray(0, 2 * RATE - HOP));
    const centroid = (sound: Float32Array): number => meansOf(at(sound, 2.2, 3)).centroid;
    expect(Math.abs(centroid(moved) - centroid(still))).toBeGreaterThan(0.3);
  });

  it('CV2 at half its range starts in the middle', async () => {
    const a = await impacts.factorySet('Bell');
    const whole = await perform('0 gate1 tap\n6 end', { a });
    const half = await perform('0 cv2 2.5\n0 gate1 tap\n6 end', { a });
    const middle = (a.frames * HOP) / RATE / 2;
    const loudness = (sound: Float32Array, from: number): number[] =>
      [0.1, 0.4, 0.8, 1.2, 1.6].map((t) => db(rms(at(sound, from + t, from + t + 0.3))));
    const [expected, measured] = [loudness(whole, middle), loudness(half, 0)];
    for (const [n, level] of measured.entries()) expect.soft(Math.abs(level - expected[n]), `${n}`).toBeLessThan(2);
    expect(rms(at(half, middle + 0.1, 6))).toBeLessThan(1e-3);
  });

  it('CV3 changes the slope of the attack and leaves the tail', async () => {
    const a = await impacts.factorySet('Tabla');
    const hit = (volts: number): Promise<Float32Array> => perform(`0 cv3 ${volts}\n0 gate1 tap\n2.5 end`, { a });
    const [softer, plain, sharper] = [await hit(-5), await hit(0), await hit(5)];
    /** The steepest rise of the level within 3 ms, as a share of its peak. */
    const slope = (sound: Float32Array): number => {
      const level = Array.from({ length: 100 }, (_, n) => rms(at(sound, 0.0015 * n, 0.0015 * n + 0.003)));
      return Math.max(...level.slice(2).map((value, n) => value - level[n]));
    };
    expect(slope(sharper)).toBeGreaterThan(1.1 * slope(plain));
    expect(slope(softer)).toBeLessThan(0.9 * slope(plain));
    const tail = (sound: Float32Array): number => db(rms(at(sound, 0.8, 1.6)));
    expect(Math.abs(tail(sharper) - tail(plain))).toBeLessThan(1);
    expect(Math.abs(tail(softer) - tail(plain))).toBeLessThan(1);
  });

  it('CV4 at 0 V repeats exactly; above, each trigger differs, within the spread asked for', async () => {
    const a = await impacts.factorySet('Low tom');
    const hits = (volts: number): Promise<Float32Array> =>
      perform(`0 cv4 ${volts}\n${[0, 1.5, 3, 4.5, 6, 7.5].map((t) => `${t} gate1 tap`).join('\n')}\n9 end`, { a });
    const cut = (sound: Float32Array): Float32Array[] => [0, 1.5, 3, 4.5, 6, 7.5].map((t) => at(sound, t, t + 0.8));
    const exact = cut(await hits(0));
    for (const again of exact.slice(1)) expect(distance(again, exact[0])).toBeLessThan(1e-4);
    const centroid = (sound: Float32Array): number => meansOf(sound).centroid;
    const spread = async (volts: number): Promise<number> => {
      const values = cut(await hits(volts)).map((sound) => centroid(sound) - centroid(exact[0]));
      return Math.sqrt(mean(values.map((v) => v * v)));
    };
    const [little, much] = [await spread(1), await spread(4)];
    expect(little).toBeGreaterThan(0.01);
    expect(much).toBeGreaterThan(1.5 * little);
    // 4 V are 0.8 standard deviations, of 1.8 octaves each in the training sounds; a walk's mean strays by less than a value.
    expect(much).toBeLessThan(0.8 * 1.8);
  });

  it.each(['resynthesis', 'freeze'] as const)(
    'gate 2 loops while it is high and ends the loop at its fall: %s',
    async (loopMode) => {
      const a = await impacts.factorySet('Boom');
      const sound = await perform('0 gate1 tap\n0.3 gate2 on\n5 gate2 off\n8 end', { a, loopMode });
      const held = rms(at(sound, 0.3, 0.6));
      for (const from of [1, 2, 3, 4]) {
        expect.soft(Math.abs(db(rms(at(sound, from, from + 1)) / held)), `second ${from}`).toBeLessThan(6);
      }
      expect(rms(at(sound, 5, 5.2))).toBeGreaterThan(0.2 * held);
      expect(rms(at(sound, 7, 8))).toBeLessThan(1e-3);
    },
  );

  it('gated: the sound ends within 40 ms of the fall', async () => {
    const a = await impacts.factorySet('Bell');
    const sound = await perform('0 gate1 on\n1 gate1 off\n2 end', { a, gateMode: 'gated' });
    expect(rms(at(sound, 0.8, 1))).toBeGreaterThan(1e-3);
    expect(rms(at(sound, 1.05, 2))).toBeLessThan(0.02 * rms(at(sound, 0.8, 1)));
  });
});
