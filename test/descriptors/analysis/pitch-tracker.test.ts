import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { analyse, setFromSound } from '../../../src/descriptors/analysis/analyse.ts';
import { DEFAULT_ANALYSIS } from '../../../src/descriptors/descriptor.ts';
import { loadSound } from '../../../src/descriptors/sound-file.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const RATE = 44_100;
/** Width of a bin, octaves, with a small margin. */
const BIN = 0.022;

const golden = z
  .object({
    hop: z.number(),
    sounds: z.record(
      z.string(),
      z.object({ hz: z.array(z.number()), voiced: z.array(z.number()), played: z.array(z.number()) }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(GOLDEN, 'pitch.json'), 'utf8')));

/** The pitch that is played of a sound; as tracked, or in the octave that explains the sound best. */
function pathOf(samples: Float32Array, sampleRate = RATE, octave: 'tracked' | 'best' = 'tracked'): Float32Array {
  const provenance = { source: 'made by a test', licence: 'CC0-1.0' };
  const settings = { ...DEFAULT_ANALYSIS, sampleRate, hop: golden.hop };
  const sound = { samples, name: 'A', provenance, pitchOctaves: octave === 'best' ? undefined : 0 };
  return setFromSound(sound, settings).curves.f0;
}

/** Largest step of a curve from frame to frame, octaves. */
function farthest(f0: Float32Array): number {
  return f0.slice(1).reduce((max, hz, n) => Math.max(max, Math.abs(Math.log2(hz / f0[n]))), 0);
}

/** A sound of partials of `hz`; levels may change over time. */
function tone(seconds: number, hz: number, levels: (time: number) => readonly number[]): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, n) =>
    levels(n / RATE).reduce((sum, level, p) => sum + level * Math.sin((2 * Math.PI * hz * (p + 1) * n) / RATE), 0),
  );
}

describe('pitch tracker', () => {
  it.each(Object.entries(golden.sounds))(
    'agrees with librosa in voiced frames of %s',
    async (sound, { hz, voiced }) => {
      const { samples, sampleRate } = await loadSound(join(GOLDEN, 'descriptors', sound));
      const ours = pathOf(samples, sampleRate);
      expect(ours.length).toBe(hz.length);
      const far = hz.filter((theirs, k) => voiced[k] === 1 && Math.abs(Math.log2(ours[k] / theirs)) > BIN).length;
      expect(far / hz.length).toBeLessThan(0.03);
    },
  );

  // YIN's differences of clicks and silence are rounding noise, in single precision here and double there.
  const pitched = Object.entries(golden.sounds).filter(([sound]) => !['clicks.wav', 'silence.wav'].includes(sound));

  it.each(pitched)('agrees with the training on %s', async (sound, { played }) => {
    const { samples, sampleRate } = await loadSound(join(GOLDEN, 'descriptors', sound));
    expect(sampleRate).toBe(RATE);
    const ours = pathOf(samples, RATE, 'best');
    expect(ours.length).toBe(played.length);
    // The kernel uses single precision: sometimes another path is the likeliest.
    const far = played.filter((theirs, k) => Math.abs(Math.log2(ours[k] / theirs)) > 0.001).length;
    expect(far / played.length).toBeLessThan(0.01);
  });

  it('does not jump, as YIN does, when the second partial becomes dominant', () => {
    const samples = tone(1, 220, (time) => (Math.floor(time * 8) % 2 === 0 ? [0.3, 0.2] : [0.004, 0.4]));
    expect(farthest(analyse(samples).curves.f0)).toBeGreaterThan(0.9);
    const path = pathOf(samples);
    expect(farthest(path)).toBeLessThan(0.05);
    expect(path[100]).toBeGreaterThan(215);
    expect(path[100]).toBeLessThan(225);
  });

  it('follows a glide', () => {
    let phase = 0;
    const hz = (n: number): number => 100 * 2 ** ((3 * n) / RATE);
    const samples = Float32Array.from({ length: RATE }, (_, n) => {
      phase += (2 * Math.PI * hz(n)) / RATE;
      return 0.3 * Math.sin(phase);
    });
    const path = pathOf(samples);
    for (let k = 10; k < path.length - 10; k++) {
      expect(Math.abs(Math.log2(path[k] / hz(k * golden.hop)))).toBeLessThan(0.05);
    }
  });

  it('keeps the pitch while a noise burst masks the tone', () => {
    let seed = 1;
    const hiss = (): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 31 - 1;
    };
    const samples = tone(1, 330, () => [0.1]).map((x, n) => (Math.abs(n - RATE / 2) < 2000 ? x + hiss() : x));
    expect(farthest(pathOf(samples))).toBeLessThan(0.13);
    expect(pathOf(samples)[150]).toBeCloseTo(330, -1);
  });

  it('stays at the minimum for a kick below its range', () => {
    const path = pathOf(tone(1, 44, (time) => [0.5 * Math.exp(-3 * time)]));
    expect(Math.max(...path.slice(4, -4))).toBeLessThan(60);
  });

  it('has a finite pitch in every frame of silence', () => {
    const path = pathOf(new Float32Array(RATE / 4));
    expect(path.every((hz) => hz >= 50 && hz <= 5000)).toBe(true);
  });
});
