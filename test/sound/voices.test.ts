import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { SERVICES } from '../../src/app/services.ts';
import type { VoiceSettings } from '../../src/control/voices.ts';
import type { Program } from '../../src/engine/program.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { loudest, play } from '../voice/playing.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));
const RATE = 44_100;
/** A harmonic sound at 220 Hz that lasts. */
const TONE = impactSet({
  frames: 400,
  onset: 0,
  peak: 16,
  decay: 0.004,
  loudness: 0.1,
  colour: { f0: 220, flatness: 0.0005, zcr: 0.01, rolloff: 1200, centroid: 500, bandwidth: 500 },
});

const CENTS = 1200;

/** Amplitude of a frequency under a Hann window. */
function amplitudeAt(sound: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  for (const [n, x] of sound.entries()) {
    const window = 1 - Math.cos((2 * Math.PI * n) / sound.length);
    re += window * x * Math.cos((2 * Math.PI * hz * n) / RATE);
    im += window * x * Math.sin((2 * Math.PI * hz * n) / RATE);
  }
  return (2 * Math.hypot(re, im)) / sound.length;
}

/** The frequency of the strongest partial within half a semitone of `hz`, in cents from it, and its amplitude. */
function partialNear(sound: Float32Array, hz: number): { readonly cents: number; readonly amplitude: number } {
  const found = Array.from({ length: 101 }, (_, n) => {
    const cents = n - 50;
    return { cents, amplitude: amplitudeAt(sound, hz * 2 ** (cents / CENTS)) };
  });
  return found.reduce((best, one) => (one.amplitude > best.amplitude ? one : best));
}

describe.each(['impacts', 'metal'])('voices of the model %s', (model) => {
  let program: Program;

  const open = (voices: VoiceSettings | undefined): Promise<Program> =>
    openProgram(
      {
        kind: 'model',
        modelsDirectory: MODELS,
        model,
        seed: 1,
        voices,
        patch: { a: TONE, gateMode: 'gated', loopMode: 'resynthesis' },
      },
      createContainer({ modelsDirectory: MODELS }).get(SERVICES.accelerator),
    );

  beforeAll(async () => {
    program = await open({ mode: 'poly', count: 4 });
  });

  it('play two notes at once: both pitches are found in the sound, within 5 cents', async () => {
    const { renderer } = program;
    const note = { kind: 'note', isOn: true, level: -6, sharpness: 0 } as const;
    renderer.note?.({ ...note, key: 60, pitch: 0 });
    await play(renderer, 1234);
    renderer.note?.({ ...note, key: 67, pitch: 7 / 12 });
    await play(renderer, 4000);
    const both = await play(renderer, 30_000);
    const [low, high] = [220, 220 * 2 ** (7 / 12)].map((hz) => partialNear(both, hz));
    expect(Math.abs(low.cents)).toBeLessThanOrEqual(5);
    expect(Math.abs(high.cents)).toBeLessThanOrEqual(5);
    // Far above what lies between them.
    const between = amplitudeAt(both, 220 * 2 ** (3.5 / 12));
    expect(Math.min(low.amplitude, high.amplitude)).toBeGreaterThan(10 * between);
    renderer.note?.({ ...note, key: 60, pitch: 0, isOn: false });
    await play(renderer, 3000);
    const one = await play(renderer, 30_000);
    expect(amplitudeAt(one, 220)).toBeLessThan(0.05 * low.amplitude);
    expect(Math.abs(partialNear(one, 220 * 2 ** (7 / 12)).cents)).toBeLessThanOrEqual(5);
  });

  it('are one to the bit in the mode mono, which is the default', async () => {
    const sounds: Float32Array[] = [];
    for (const voices of [undefined, { mode: 'mono', count: 8 }, { mode: 'poly', count: 2 }] as const) {
      const { renderer, close } = await open(voices);
      await play(renderer, 1000);
      renderer.gate(0, true);
      sounds.push(await play(renderer, 20_000));
      await close();
    }
    const [usual, mono, poly] = sounds;
    expect(loudest(usual)).toBeGreaterThan(0.01);
    expect(mono).toEqual(usual);
    expect(poly).toEqual(usual);
  });
});
