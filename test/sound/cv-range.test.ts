import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LIMITER_KNEE } from '../../src/voice/dsp/limiter.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { perform } from './play-performance.ts';
import { openShippedModel } from './player.ts';

const RATE = 44_100;
const MODELS = readdirSync(fileURLToPath(new URL('../../models', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'training')
  .map(({ name }) => name);
/** Two short, very different sets. */
const SETS = ['Boom', 'Cowbell'];
const SECONDS = 2.2;
const RANGE = { cv1: [0, 5], cv2: [0, 2.5, 5], cv3: [-5, 0, 5], cv4: [0, 5] };
/** CV4 changes loudness by an octave at most, and CV3 an attack; the limiter adds the remainder. */
const LOUDER = { still: 2, moved: 6 };

const corners = RANGE.cv1.flatMap((cv1) =>
  RANGE.cv2.flatMap((cv2) => RANGE.cv3.flatMap((cv3) => RANGE.cv4.map((cv4) => ({ cv1, cv2, cv3, cv4 })))),
);

/** Shares of full scale. The limiter compresses one half of a loud bass's waves more than the other. */
const DC = { whole: 1e-4, limited: 2e-3 };
const isLimited = (sound: Float32Array): boolean => sound.some((x) => Math.abs(x) > LIMITER_KNEE);

/** The loudest 20 ms. */
function loudest(sound: Float32Array): number {
  let largest = 0;
  for (let i = 0; i + 882 <= sound.length; i += 441) largest = Math.max(largest, rms(sound.subarray(i, i + 882)));
  return largest;
}

const mean = (sound: Float32Array): number => sound.reduce((sum, x) => sum + x, 0) / sound.length;

describe.each(MODELS)('%s with every jack at every end of its range', async (model) => {
  const { factorySet } = await openShippedModel(model);
  const [a, b] = await Promise.all(SETS.map((name) => factorySet(name)));
  const lines = corners.map((volts, n) => {
    const at = n * SECONDS;
    const jacks = Object.entries(volts).map(([jack, value]) => `${at} ${jack} ${value}`);
    return `${jacks.join('\n')}\n${at + 0.05} gate1 tap`;
  });
  const sound = await perform(`${lines.join('\n')}\n${corners.length * SECONDS} end`, { a, b, model });
  const sounds = corners.map((volts, n) => {
    const from = Math.round(n * SECONDS * RATE);
    return { volts, part: sound.subarray(from, Math.round((n + 1) * SECONDS * RATE)), name: JSON.stringify(volts) };
  });

  it('plays finite samples within full scale', () => {
    expect(sound.every((x) => Math.abs(x) <= 1)).toBe(true);
  });

  it('has no DC', () => {
    for (const { part, name } of sounds)
      expect.soft(Math.abs(mean(part)), name).toBeLessThan(isLimited(part) ? DC.limited : DC.whole);
  });

  it('is silent after the end of the sound', () => {
    for (const { part, name } of sounds) expect.soft(rms(part.subarray(-RATE / 10)), name).toBeLessThan(1e-4);
  });

  it('is at most slightly louder than the louder of both sets', () => {
    const louder = Math.max(loudest(sounds[0].part), ...a.level, ...b.level);
    for (const { volts, part, name } of sounds) {
      const isStill = volts.cv4 === 0 && volts.cv3 === 0;
      expect.soft(loudest(part) / louder, name).toBeLessThan(isStill ? LOUDER.still : LOUDER.moved);
    }
  });

  it('stays within full scale, has no DC and ends while every jack swings fast', async () => {
    const swung = '0 cv1 sine 7Hz 0..5\n0 cv2 sine 3Hz 0..5\n0 cv3 sine 11Hz -5..5\n0 cv4 sine 5Hz 0..5\n';
    const taps = Array.from({ length: 30 }, (_, n) => `${(0.1 * n).toFixed(1)} gate1 tap`).join('\n');
    const moved = await perform(`${swung}${taps}\n6 end`, { a, b, model });
    expect(moved.every((x) => Math.abs(x) <= 1)).toBe(true);
    expect(Math.abs(mean(moved))).toBeLessThan(DC.limited);
    expect(rms(moved.subarray(-RATE / 2))).toBeLessThan(1e-4);
  });
});
