import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trimSilence } from '../../../src/descriptors/preprocess.ts';
import { removeSubsonic } from '../../../src/descriptors/recording/remove-subsonic.ts';
import { loadSound } from '../../../src/descriptors/sound-file.ts';
import { uniform } from '../../../src/numeric/hash.ts';

const RATE = 44_100;

interface Hit {
  /** Seconds before the hit. */
  readonly at: number;
  readonly hertz: number;
  /** Time in which it decays to 1/e, seconds. */
  readonly decay: number;
  readonly peak: number;
}

/** A hit that has decayed by 90 dB when it ends, and 0.4 s of quiet. */
const hits = fc.record<Hit>({
  at: fc.double({ min: 0, max: 0.6, noNaN: true }),
  hertz: fc.double({ min: 45, max: 8000, noNaN: true }),
  decay: fc.double({ min: 0.01, max: 0.1, noNaN: true }),
  peak: fc.double({ min: 0.2, max: 0.95, noNaN: true }),
});

function samplesOf({ at, hertz, decay, peak }: Hit): Float32Array {
  return Float32Array.from({ length: Math.round((at + 10 * decay + 0.4) * RATE) }, (_, n) => {
    const t = n / RATE - at;
    return t < 0 ? 0 : peak * Math.exp(-t / decay) * Math.sin(2 * Math.PI * hertz * t);
  });
}

const BIT = 2 ** -15;
const rounded = (samples: Float32Array): Float32Array => samples.map((x) => Math.round(x / BIT) * BIT);
/**
 * Samples by which rounding can move the end of a hit, where it decays to -66 dB of its peak: half of the last bit without DC, and
 * all of it with DC, which is rounded too.
 */
function roundingShift({ decay, peak }: Hit): number {
  const end = peak * 10 ** (-66 / 20);
  return RATE * decay * Math.log((end + BIT / 2) / (end - BIT));
}

const trimmedOf = (samples: Float32Array): Float32Array => trimSilence(removeSubsonic(samples, RATE).samples, RATE);

/** Seconds from the start to the first sample within 20 dB of the peak. */
function attackOf(samples: Float32Array): number {
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return samples.findIndex((x) => Math.abs(x) > peak / 10) / RATE;
}

describe('removeSubsonic', () => {
  it('returns a hit without offset and rumble itself, with or without noise 70 dB below it', () => {
    fc.assert(
      fc.property(hits, fc.boolean(), (hit, isNoisy) => {
        const noise = isNoisy ? hit.peak * 10 ** (-70 / 20) : 0;
        const samples = rounded(samplesOf(hit).map((x, n) => x + noise * (2 * uniform(7, n) - 1)));
        expect(removeSubsonic(samples, RATE).samples).toBe(samples);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('gives a hit with DC of either sign the trimmed sound of the hit without, to a 10 ms frame, a period and rounding', () => {
    const offsets = fc.tuple(fc.double({ min: -3.5, max: -0.7, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(hits, offsets, (hit, [decade, isNegative]) => {
        const clean = rounded(samplesOf(hit));
        const offset = (isNegative ? -1 : 1) * 10 ** decade;
        const expected = trimSilence(clean, RATE);
        const trimmed = trimmedOf(rounded(samplesOf(hit).map((x) => x + offset)));
        expect(Math.abs(trimmed.length - expected.length)).toBeLessThanOrEqual(
          441 + RATE / hit.hertz + roundingShift(hit),
        );
        const shared = Math.min(trimmed.length, expected.length);
        const differences = trimmed.subarray(0, shared).map((x, n) => Math.abs(x - expected[n]));
        expect(differences.reduce((max, x) => Math.max(max, x), 0)).toBeLessThan(8e-5);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('gives a hit with rumble of 0.5 to 5 Hz up to 40 dB below it the onset of the hit without, and its length to 150 ms', () => {
    const rumbles = fc.record({
      hertz: fc.double({ min: 0.5, max: 5, noNaN: true }),
      level: fc.double({ min: -60, max: -40, noNaN: true }),
      phase: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
    });
    fc.assert(
      fc.property(hits, rumbles, (hit, { hertz, level, phase }) => {
        const clean = samplesOf(hit);
        const amplitude = hit.peak * 10 ** (level / 20);
        const expected = trimSilence(clean, RATE);
        const trimmed = trimmedOf(
          clean.map((x, n) => x + amplitude * Math.sin((2 * Math.PI * hertz * n) / RATE + phase)),
        );
        expect(Math.abs(attackOf(trimmed) - attackOf(expected))).toBeLessThan(0.001);
        expect(Math.abs(trimmed.length - expected.length)).toBeLessThan(0.15 * RATE);
      }),
      {
        numRuns: 100,
        endOnFailure: true,
        // Near its crest, rumble of less than a cycle resembles an offset.
        examples: [
          [
            { at: 0, hertz: 108, decay: 0.039, peak: 0.5 },
            { hertz: 0.5, level: -55.9, phase: 0 },
          ],
        ],
      },
    );
  });

  it('returns a sound shorter than 150 ms, and silence, themselves', () => {
    for (const samples of [new Float32Array(RATE), new Float32Array(0), new Float32Array(6000).fill(0.3)]) {
      expect(removeSubsonic(samples, RATE).samples).toBe(samples);
    }
  });

  it('leaves nothing of a recording of DC alone', () => {
    expect(trimmedOf(new Float32Array(RATE).fill(0.5))).toHaveLength(0);
  });
});

const removal = z.object({
  offset: z.number(),
  rumble: z.number(),
  has_offset: z.boolean(),
  has_rumble: z.boolean(),
  samples: z.array(z.number()),
});
const FOLDER = join(import.meta.dirname, '../../golden');
const golden = z
  .object({
    made: z.string(),
    sounds: z.record(z.string(), z.record(z.enum(['plain', 'offset', 'rumble', 'crest']), removal)),
  })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'subsonic.json'), 'utf8')));

describe(`removeSubsonic, compared with the training (${golden.made})`, () => {
  const added = {
    plain: () => 0,
    offset: () => 0.01,
    rumble: (n: number) => 0.01 * Math.sin((2 * Math.PI * 3 * n) / RATE),
    crest: (n: number) => 0.005 * Math.sin((2 * Math.PI * 0.5 * n) / RATE + 1),
  };

  it.each(Object.entries(golden.sounds))(
    'agrees on %s, with DC, with rumble, and with a crest of slow rumble',
    async (file, expected) => {
      const plain = (await loadSound(join(FOLDER, 'descriptors', file))).samples;
      for (const what of ['plain', 'offset', 'rumble', 'crest'] as const) {
        const { samples, removed } = removeSubsonic(
          plain.map((x, n) => x + added[what](n)),
          RATE,
        );
        const { offset, rumble, has_offset, has_rumble, samples: wanted } = expected[what];
        expect([removed.hasOffset, removed.hasRumble], what).toEqual([has_offset, has_rumble]);
        expect(removed.offset).toBeCloseTo(offset, 6);
        expect(removed.rumble).toBeCloseTo(rumble, 6);
        for (const [n, value] of wanted.entries()) expect(Math.abs(samples[1000 * n] - value)).toBeLessThan(2e-6);
      }
    },
  );
});
