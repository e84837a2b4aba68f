import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { SERVICES } from '../../src/app/services.ts';
import type { VoiceSettings } from '../../src/control/voices.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { Program } from '../../src/engine/program.ts';
import { loudest, play } from '../voice/playing.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));
const BANK = fileURLToPath(new URL('../../banks/factory.nrbank', import.meta.url));
const RATE = 44_100;
/** Semitones from the first note to the second. */
const INTERVAL = -5;
/** The strongest partial of the set Bell, Hz. */
const HZ = 6738.5;

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

  const open = async (voices: VoiceSettings | undefined): Promise<Program> => {
    const bell = (await readBank(BANK)).sets.find(({ name }) => name === 'Bell');
    if (bell === undefined) throw new Error('the factory bank has no bell');
    return openProgram(
      {
        kind: 'model',
        modelsDirectory: MODELS,
        model,
        seed: 1,
        voices,
        patch: { a: bell, gateMode: 'gated', loopMode: 'resynthesis' },
      },
      createContainer({ modelsDirectory: MODELS }).get(SERVICES.accelerator),
    );
  };

  beforeAll(async () => {
    program = await open({ mode: 'poly', count: 4 });
  });

  it('play two notes at once: both pitches are found in the sound, within 5 cents', async () => {
    const note = { kind: 'note', isOn: true, level: -6, sharpness: 0 } as const;
    const [first, second] = [
      { ...note, key: 60, pitch: 0 },
      { ...note, key: 55, pitch: INTERVAL / 12 },
    ] as const;
    const sound = async (...notes: (typeof first | typeof second)[]): Promise<Float32Array> => {
      const { renderer } = program;
      for (const { key } of [first, second]) renderer.note?.({ ...first, key, isOn: false });
      await play(renderer, 20_000);
      for (const one of notes) {
        renderer.note?.(one);
        await play(renderer, 1234);
      }
      return play(renderer, 20_000);
    };
    const both = await sound(first, second);
    const [alone, other] = [await sound(first), await sound(second)];
    const places = [HZ, HZ * 2 ** (INTERVAL / 12)] as const;
    const [high, low] = places.map((hz) => partialNear(both, hz));
    expect(Math.abs(high.cents)).toBeLessThanOrEqual(5);
    expect(Math.abs(low.cents)).toBeLessThanOrEqual(5);
    expect(amplitudeAt(other, places[0])).toBeLessThan(0.02 * high.amplitude);
    expect(amplitudeAt(alone, places[1])).toBeLessThan(0.02 * low.amplitude);
  });

  it('are bent one by one: a note moves by three semitones and 6 dB while the other keeps its pitch', async () => {
    const { renderer } = program;
    const note = { kind: 'note', isOn: true, level: -12, sharpness: 0 } as const;
    const bend = 3 / 12;
    const sound = async (isBent: boolean): Promise<Float32Array> => {
      for (const key of [60, 55]) renderer.note?.({ ...note, key, isOn: false, pitch: 0 });
      await play(renderer, 20_000);
      renderer.note?.({ ...note, key: 60, pitch: 0 });
      renderer.note?.({ ...note, key: 55, pitch: INTERVAL / 12 });
      await play(renderer, 2000);
      if (isBent) renderer.note?.({ ...note, key: 60, isMoved: true, pitch: bend, level: -6 });
      await play(renderer, 1000);
      return play(renderer, 16_000);
    };
    const [bent, straight] = [await sound(true), await sound(false)];
    const [moved, other] = [HZ * 2 ** bend, HZ * 2 ** (INTERVAL / 12)].map((hz) => partialNear(bent, hz));
    expect(Math.abs(moved.cents)).toBeLessThanOrEqual(5);
    expect(Math.abs(other.cents)).toBeLessThanOrEqual(5);
    expect(amplitudeAt(bent, HZ)).toBeLessThan(0.05 * moved.amplitude);
    const rise = 20 * Math.log10(moved.amplitude / partialNear(straight, HZ).amplitude);
    expect(rise).toBeGreaterThan(4);
    expect(rise).toBeLessThan(8);
    const stays = 20 * Math.log10(other.amplitude / partialNear(straight, HZ * 2 ** (INTERVAL / 12)).amplitude);
    expect(Math.abs(stays)).toBeLessThan(0.5);
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
