import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { setFromSound } from '../../../src/descriptors/analysis/analyse.ts';
import { measureLevelLane } from '../../../src/descriptors/analysis/level-lane.ts';
import { BANK_ANALYSIS } from '../../../src/descriptors/bank/build-sets.ts';
import { unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { loadSound } from '../../../src/descriptors/sound-file.ts';
import { createCentredSpectra } from '../../../src/descriptors/timbre/centred-spectra.ts';
import { holdLevel } from '../../../src/descriptors/timbre/hold-level.ts';
import { measureColourPath } from '../../../src/descriptors/timbre/measure-colour-path.ts';
import { findOctave, measureHarmonicity } from '../../../src/descriptors/timbre/measure-harmonicity.ts';
import { measureTracks } from '../../../src/descriptors/timbre/measure-tracks.ts';
import type { Track } from '../../../src/descriptors/timbre/moving-timbre.ts';
import { madeSound, RATE } from './made-sounds.ts';
import { synthesiseTracks } from './synthesise-tracks.ts';

const FOLDER = join(import.meta.dirname, '../../golden');
const values = z.array(z.number());
const track = z.object({ first: z.int(), points: z.int(), phase: z.number(), hz: values, ratioDb: values });
const sound = z.object({
  f0: values,
  octave: z.number(),
  tracks: z.array(track),
  harmonicity: values,
  colour: z.array(values),
});
const golden = z
  .object({ made: z.string(), sounds: z.record(z.string(), sound) })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'partials.json'), 'utf8')));

const samplesOf = async (name: string): Promise<Float32Array> =>
  madeSound(name) ?? (await loadSound(join(FOLDER, 'descriptors', name))).samples;

describe(`a moving timbre against the training's golden numbers (${golden.made})`, () => {
  it.for(Object.entries(golden.sounds))('%s', async ([name, expected]) => {
    const samples = await samplesOf(name);
    const spectra = createCentredSpectra(samples);
    const level = measureLevelLane(samples, 256, 1 + Math.floor(samples.length / 256));
    const tracks = measureTracks({ samples, sampleRate: RATE, held: holdLevel(level, RATE), spectra });
    expect(tracks.map(({ first, ratio }) => [first, ratio.length])).toEqual(
      expected.tracks.map(({ first, points }) => [first, points]),
    );
    for (const [k, { hz, phase, ratioDb }] of expected.tracks.entries()) {
      const found = tracks[k];
      const turn = Math.abs(found.phase - phase);
      expect.soft(Math.min(turn, 1 - turn), `phase of track ${k}`).toBeLessThan(0.002);
      expect(found.hz.length === 1, `track ${k}`).toBe(hz.length === 1);
      for (const [n, f] of hz.entries()) {
        const cents = Math.abs(1200 * Math.log2(found.hz[8 * n] / f));
        expect.soft(cents, `track ${k}, point ${8 * n} of ${f} Hz`).toBeLessThan(0.1);
      }
      for (const [n, db] of ratioDb.entries()) {
        const ours = 20 * Math.log10(Math.max(found.ratio[8 * n], 1e-6));
        expect.soft(Math.abs(ours - db), `track ${k}, point ${8 * n} of ${db} dB`).toBeLessThan(0.05);
      }
    }
    const f0 = Float32Array.from(expected.f0);
    const octave = findOctave(spectra, f0, RATE);
    expect(octave).toBeCloseTo(expected.octave, 12);
    const played = f0.map((hz) => hz * octave);
    const harmonicity = measureHarmonicity(spectra, played, tracks, RATE);
    for (const [n, share] of expected.harmonicity.entries())
      expect.soft(Math.abs(harmonicity[2 * n] - share), `harmonicity at point ${2 * n}`).toBeLessThan(1e-3);
    const colour = measureColourPath(spectra, RATE);
    for (const [n, row] of expected.colour.entries())
      for (const [b, db] of row.entries())
        expect.soft(Math.abs(colour[24 * 16 * n + b] - db), `band ${b} of row ${16 * n}`).toBeLessThan(0.01);
  });
});

describe('a set of a sound', () => {
  const setOf = (samples: Float32Array) =>
    setFromSound({ samples, name: 'A', provenance: { source: 'made', licence: 'CC0' } }, BANK_ANALYSIS);
  const decibels = (ratio: number): number => 20 * Math.log10(ratio);

  it.each([
    ['chord', [220, 277.18, 329.63]],
    ['pair', [440, 470]],
    ['two hits', [500, 730, 1400]],
    ['bell', [3618, 6740, 1308, 1346, 611]],
  ])('keeps the partials of a %s when it is played, and adds none above -30 dB', (name, partials) => {
    const played = setOf(synthesiseTracks(setOf(madeSound(name) ?? new Float32Array())));
    const energies = tracksOf(played).map((track) => energyOf(track, played.level));
    const again = tracksOf(played).filter((_, k) => energies[k] > 1e-3 * Math.max(...energies));
    expect(again).toHaveLength(partials.length);
    for (const hz of partials) {
      const away = Math.min(...again.map((track) => 1200 * Math.abs(Math.log2(track.hz[0] / hz))));
      expect(away, `${hz} Hz`).toBeLessThan(2);
    }
  });

  it('plays the second of two hits when it sounds, at 8.6 grid points', () => {
    const tracks = tracksOf(setOf(madeSound('two hits') ?? new Float32Array()));
    const dbAt = (hz: number, point: number): number => {
      const track = tracks.find((one) => Math.abs(one.hz[0] - hz) < 1);
      return track === undefined ? Number.NaN : decibels(track.ratio[point - track.first]);
    };
    for (const hz of [730, 1400]) {
      for (const point of [2, 3, 4, 5, 6]) expect(dbAt(hz, point), `${hz} Hz at ${point}`).toBeLessThan(-35);
      for (const point of [10, 11, 12, 20]) expect(dbAt(hz, point), `${hz} Hz at ${point}`).toBeGreaterThan(-6);
    }
    for (const point of [2, 3, 4, 5, 6]) expect(dbAt(500, point)).toBeGreaterThan(0);
  });

  it('plays a glide as loud as it is, and the tail of a boom at its pitch', () => {
    const glide = madeSound('glide') ?? new Float32Array();
    expect(Math.abs(decibels(rms(synthesiseTracks(setOf(glide))) / rms(glide)))).toBeLessThan(1);
    const [tail] = tracksOf(setOf(madeSound('boom') ?? new Float32Array()));
    expect(tail.hz[0]).toBeGreaterThan(65);
    expect(Math.abs((tail.hz.at(-1) ?? 0) / 60 - 1)).toBeLessThan(0.02);
  });

  it('has the precision of a bank: stored and read, it is the same', async () => {
    const set = setOf(madeSound('bell') ?? new Float32Array());
    const bank = { name: 'B', licence: 'CC0', sets: [set] };
    expect(await unpackBank(Buffer.from(packBank(bank)), 'x')).toEqual(bank);
  });

  it('has no track in noise and none in silence', () => {
    for (const samples of [madeSound('noise') ?? new Float32Array(), new Float32Array(5000), Float32Array.of(1)]) {
      const moving = setOf(samples).timbre?.moving;
      expect(moving?.tracks).toEqual([]);
      expect(moving?.points).toBe(1 + Math.floor(samples.length / 512));
    }
  });

  it('has a pitch in the octave that explains the sound, and the stated one where there is a correction', async () => {
    const { samples } = await loadSound(join(FOLDER, 'descriptors', 'drum_cowbell.flac'));
    const named = { samples, name: 'A', provenance: { source: 'made', licence: 'CC0' } };
    const middle = (pitchOctaves?: number): number => setFromSound({ ...named, pitchOctaves }).curves.f0[30];
    expect(Math.abs(middle() - 1610)).toBeLessThan(5);
    expect(Math.abs(middle(0) - 805)).toBeLessThan(3);
    expect(Math.abs(middle(-1) - 402.5)).toBeLessThan(2);
  });
});

const tracksOf = ({ timbre }: DescriptorSet): readonly Track[] => timbre?.moving?.tracks ?? [];

function energyOf({ first, ratio }: Track, level: Float32Array): number {
  return ratio.reduce((sum, value, n) => sum + (value * (level[16 * (first + n)] ?? 0)) ** 2, 0);
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}
