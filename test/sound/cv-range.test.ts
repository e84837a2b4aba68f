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
/** Two short sets that have little in common. */
const SETS = ['Boom', 'Cowbell'];
const SECONDS = 2.2;
const RANGE = { cv1: [0, 5], cv2: [0, 2.5, 5], cv3: [-5, 0, 5], cv4: [0, 5] };
/** CV4 moves loudness by an octave at most, and CV3 an attack; the rest is the limiter's. */
const LOUDER = { still: 2, moved: 6 };

const corners = RANGE.cv1.flatMap((cv1) =>
  RANGE.cv2.flatMap((cv2) => RANGE.cv3.flatMap((cv3) => RANGE.cv4.map((cv4) => ({ cv1, cv2, cv3, cv4 })))),
);

/** Parts of full scale. The limiter bends a bass that is too loud, one half of its waves more than the other. */
const DC = { whole: 1e-4, limited: 2e-3 };
const isLimited = (sound: Float32Array): boolean => sound.some((x) => Math.abs(x) > LIMITER_KNEE);

/** The loudest 20 ms. */
function loudest(sound: Float32Array): number {
  let most = 0;
  for (let i = 0; i + 882 <= sound.length; i += 441) most = Math.max(most, rms(sound.subarray(i, i + 882)));
  return most;
}

const mean = (sound: Float32Array): number => sound.reduce((sum, x) => sum + x, 0) / sound.length;

describe.each(MODELS)('%s, every jack at every end', async (model) => {
  const { factorySet } = await openShippedModel(model);
  const [a, b] = await Promise.all(SETS.map((name) => factorySet(name)));
  const lines = corners.map((volts, n) => {
    const at = n * SECONDS;
    const jacks = Object.entries(volts).map(([jack, value]) => `${at} ${jack} ${value}`);
    return `${jacks.join('\n')}\n${at + 0.05} gate1 tap`;
  });
  const sound = await perform(`${lines.join('\n')}\n${corners.length * SECONDS} end`, { a, b, model });
  const heard = corners.map((volts, n) => {
    const from = Math.round(n * SECONDS * RATE);
    return { volts, part: sound.subarray(from, Math.round((n + 1) * SECONDS * RATE)), name: JSON.stringify(volts) };
  });

  it('plays numbers, within full scale', () => {
    expect(sound.every((x) => Math.abs(x) <= 1)).toBe(true);
  });

  it('has no DC', () => {
    for (const { part, name } of heard)
      expect.soft(Math.abs(mean(part)), name).toBeLessThan(isLimited(part) ? DC.limited : DC.whole);
  });

  it('is silent when the sound is over: no tone stays', () => {
    for (const { part, name } of heard) expect.soft(rms(part.subarray(-RATE / 10)), name).toBeLessThan(1e-4);
  });

  it('is hardly louder than the louder of both sets', () => {
    const asked = Math.max(loudest(heard[0].part), ...a.level, ...b.level);
    for (const { volts, part, name } of heard) {
      const isStill = volts.cv4 === 0 && volts.cv3 === 0;
      expect.soft(loudest(part) / asked, name).toBeLessThan(isStill ? LOUDER.still : LOUDER.moved);
    }
  });

  it('stays within full scale, has no DC and ends, where every jack swings fast', async () => {
    const swung = '0 cv1 sine 7Hz 0..5\n0 cv2 sine 3Hz 0..5\n0 cv3 sine 11Hz -5..5\n0 cv4 sine 5Hz 0..5\n';
    const taps = Array.from({ length: 30 }, (_, n) => `${(0.1 * n).toFixed(1)} gate1 tap`).join('\n');
    const moved = await perform(`${swung}${taps}\n6 end`, { a, b, model });
    expect(moved.every((x) => Math.abs(x) <= 1)).toBe(true);
    expect(Math.abs(mean(moved))).toBeLessThan(DC.limited);
    expect(rms(moved.subarray(-RATE / 2))).toBeLessThan(1e-4);
  });
});
