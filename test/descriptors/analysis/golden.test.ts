import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Analysis, analyse } from '../../../src/descriptors/analysis/analyse.ts';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { loadSound } from '../../../src/descriptors/sound-file.ts';

const FOLDER = join(import.meta.dirname, '../../golden/descriptors');
const RELATIVE = 1e-3;
const CENT = 1;
const AUDIBLE = 1e-4;

const curve = z.array(z.number());
const settingSchema = z.object({
  hop: z.number(),
  windows: z.object({ rms: z.number(), spectral: z.number(), zcr: z.number(), f0: z.number() }),
  descriptors: z.object({
    rms: curve,
    zcr: curve,
    rolloff: curve,
    flatness: curve,
    bandwidth: curve,
    centroid: curve,
    f0: curve,
  }),
});
const goldenSchema = z.object({
  sound: z.string(),
  madeBy: z.string(),
  settings: z.object({ default: settingSchema, coarse: settingSchema }),
});
type Setting = z.infer<typeof settingSchema>;

const goldens = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json') && file !== 'recordings.json')
  .map((file) => goldenSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))));

async function measure(sound: string, { hop, windows }: Setting): Promise<Analysis> {
  const { samples, sampleRate } = await loadSound(join(FOLDER, sound));
  return analyse(samples, { sampleRate, hop, windows, ditherDb: null });
}

/** Loud frames in which a curve differs from librosa's by more than the tolerance. */
function deviations(ours: ArrayLike<number>, theirs: readonly number[], loud: readonly boolean[]): string[] {
  return theirs.flatMap((expected, k) => {
    const difference = Math.abs(ours[k] - expected);
    return loud[k] && !(difference <= RELATIVE * Math.abs(expected)) ? [`frame ${k}: ${ours[k]}, not ${expected}`] : [];
  });
}

describe('golden files', () => {
  it('cover recordings and synthetic sounds, computed by librosa', () => {
    expect(goldens.map(({ sound }) => sound)).toEqual(
      expect.arrayContaining([
        'tabla_ghe1.flac',
        'sine-440.wav',
        'sweep.wav',
        'white-noise.wav',
        'clicks.wav',
        'silence.wav',
      ]),
    );
    for (const { madeBy } of goldens) expect(madeBy).toMatch(/^librosa 0\.11/);
  });
});

describe.each(['default', 'coarse'] as const)('at the %s setting', (name) => {
  it.each(goldens)(
    'matches librosa in six descriptors of $sound, in every frame that is not silent',
    async (golden) => {
      const setting = golden.settings[name];
      const { curves, frames } = await measure(golden.sound, setting);
      expect(frames).toBe(setting.descriptors.rms.length);
      const loud = setting.descriptors.rms.map((rms) => rms > AUDIBLE);
      for (const descriptor of DESCRIPTORS.filter((d) => d !== 'f0')) {
        expect(deviations(curves[descriptor], setting.descriptors[descriptor], loud), descriptor).toEqual([]);
      }
    },
  );

  it('has f0 within a cent of librosa in 99 % of the frames that are not silent', async () => {
    let frames = 0;
    const away: string[] = [];
    for (const { sound, settings } of goldens) {
      const { rms, f0 } = settings[name].descriptors;
      const { curves, f0Confidence } = await measure(sound, settings[name]);
      for (const k of f0.keys()) {
        if (!(rms[k] > AUDIBLE)) continue;
        frames++;
        const cents = 1200 * Math.abs(Math.log2(curves.f0[k] / f0[k]));
        if (!(cents <= CENT)) away.push(`${sound} frame ${k}: ${curves.f0[k]} Hz, not ${f0[k]}`);
        // A single click has no period: d' is 1 at every lag, and rounding selects one, in librosa too.
        if (!(cents <= CENT)) expect(f0Confidence[k], `${sound} frame ${k}`).toBeLessThan(0.01);
      }
    }
    expect(frames).toBeGreaterThan(400);
    expect(away.length / frames, away.join('\n')).toBeLessThanOrEqual(0.01);
  });
});

it('gives silence defined values: zeros, and the upper end of YIN’s range with confidence 0', async () => {
  const golden = goldens.find(({ sound }) => sound === 'silence.wav');
  if (golden === undefined) throw new Error('no golden silence');
  const { curves, f0Confidence } = await measure(golden.sound, golden.settings.default);
  for (const descriptor of DESCRIPTORS) {
    expect([...curves[descriptor]]).toEqual(
      golden.settings.default.descriptors[descriptor].map((x) => expect.closeTo(x, 5)),
    );
  }
  expect(f0Confidence.every((x) => x === 0)).toBe(true);
});
