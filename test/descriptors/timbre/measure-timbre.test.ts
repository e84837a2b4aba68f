import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadSound } from '../../../src/descriptors/sound-file.ts';
import { measureTimbre } from '../../../src/descriptors/timbre/measure-timbre.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';

const RATE = 44_100;
const FOLDER = join(import.meta.dirname, '../../golden');
const values = z.array(z.number());
const golden = z
  .object({ made: z.string(), sounds: z.record(z.string(), z.object({ hz: values, share: values, colour: values })) })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'timbre.json'), 'utf8')));

describe(`measureTimbre against the training's golden numbers (${golden.made})`, () => {
  it.for(Object.entries(golden.sounds))('%s', async ([file, expected]) => {
    const { samples } = await loadSound(join(FOLDER, 'descriptors', file));
    const { hz, share, colour } = measureTimbre(samples, RATE);
    expect(hz).toHaveLength(expected.hz.length);
    for (const [i, f] of expected.hz.entries()) {
      expect.soft(Math.abs(hz[i] / f - 1), `mode ${i} of ${f} Hz`).toBeLessThan(1e-5);
      expect.soft(Math.abs(share[i] - expected.share[i]), `share of mode ${i}`).toBeLessThan(1e-5);
    }
    for (const [i, db] of expected.colour.entries())
      expect.soft(Math.abs(colour[i] - db), `band ${i}`).toBeLessThan(0.01);
  });
});

describe('modes', () => {
  const bell = new Map([
    [523, 1],
    [1187, 0.5],
    [2963, 0.25],
  ]);
  const sound = Float32Array.from({ length: RATE }, (_, n) => {
    let sum = 0;
    for (const [hz, amplitude] of bell) sum += amplitude * Math.sin((2 * Math.PI * hz * n) / RATE);
    return 0.3 * Math.exp((-5 * n) / RATE) * sum;
  });

  it('finds the partials of a bell and their shares of its energy', () => {
    const { hz, share } = measureTimbre(sound, RATE);
    const power = 1 + 0.25 + 0.0625;
    expect(hz).toHaveLength(3);
    for (const [i, [f, amplitude]] of [...bell].entries()) {
      expect(Math.abs(hz[i] - f)).toBeLessThan(0.2);
      expect(share[i]).toBeCloseTo(amplitude ** 2 / power, 2);
    }
  });

  it('finds the same modes at any loudness', () => {
    const quiet = measureTimbre(
      sound.map((x) => x / 50),
      RATE,
    );
    const loud = measureTimbre(sound, RATE);
    for (let i = 0; i < COLOUR_SIZE; i++) expect.soft(quiet.colour[i] - loud.colour[i]).toBeCloseTo(0, 3);
    for (let i = 0; i < 3; i++) expect.soft(quiet.hz[i]).toBeCloseTo(loud.hz[i], 2);
  });

  it('finds no modes in silence, a single sample or an empty sound', () => {
    for (const samples of [new Float32Array(5000), Float32Array.of(1), new Float32Array(0)]) {
      const { hz, share, colour } = measureTimbre(samples, RATE);
      expect([hz.length, share.length]).toEqual([0, 0]);
      expect(colour.every((db) => db >= -60 && db <= 0)).toBe(true);
    }
  });
});
