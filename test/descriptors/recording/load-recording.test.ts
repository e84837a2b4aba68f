import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildSet } from '../../../src/descriptors/bank/build-sets.ts';
import { loadRecording } from '../../../src/descriptors/recording/load-recording.ts';
import { encodeWav } from '../../../src/descriptors/wav-file.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { stereoWav } from '../stereo-wav.ts';

const RATE = 44_100;
const folder = mkdtempSync(join(tmpdir(), 'neurorack-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A decaying tone of 220 Hz after 0.2 s, and an offset. */
const hit = (peak: number, offset = 0): Float32Array =>
  Float32Array.from({ length: RATE }, (_, n) => {
    const t = n / RATE - 0.2;
    return offset + (t < 0 ? 0 : peak * Math.exp(-t / 0.05) * Math.sin(2 * Math.PI * 220 * t));
  });

function fileOf(bytes: Uint8Array, name = 'hit.wav'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const waveOf = (samples: Float32Array): Uint8Array => encodeWav(samples, { sampleRate: RATE, format: 'float32' });
const provenance = { source: 'here', licence: 'CC0' };

describe('loadRecording', () => {
  it('warns about a peak below -40 dBFS with its level, whatever the DC, and not about silence or a louder sound', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .double({ min: -90, max: -20, noNaN: true })
          .filter((db) => [-80, -60, -40].every((edge) => Math.abs(db - edge) > 0.1)),
        fc.constantFrom(0, 0.01, -0.2),
        async (db, offset) => {
          const tone = hit(10 ** (db / 20), 0);
          const scale = 10 ** (db / 20) / tone.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
          const { warnings } = await loadRecording(fileOf(waveOf(tone.map((x) => scale * x + offset))));
          if (db < -80 || db > -40) expect(warnings).toEqual([]);
          else {
            const [, level] =
              warnings.join().match(/^(?:it is quiet: |nothing in it is above -60 dBFS \()its peak is (\S+) dBFS/) ??
              [];
            expect(Math.abs(Number(level) - db)).toBeLessThan(0.2);
            expect(warnings[0].startsWith('nothing')).toBe(db < -60);
            expect(warnings[0]).toContain('; record it with more gain');
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses a quiet, a clipped and a cancelling sound with strict, with a remedy', async () => {
    const clipped = hit(3).map((x) => Math.max(-1, Math.min(1, x)));
    const files: readonly (readonly [Uint8Array, RegExp])[] = [
      [waveOf(hit(0.001)), /its peak is -6\d\.\d dBFS/],
      [waveOf(clipped), /it is clipped: \d+ samples at full scale in \d+ places/],
      [stereoWav(hit(0.5), hit(-0.5)), /its channels cancel each other: their mean is silent/],
    ];
    for (const [bytes, fault] of files) {
      const path = fileOf(bytes);
      expect((await loadRecording(path)).warnings).toEqual([expect.stringMatching(fault)]);
      const error = await namedErrorOf(() => loadRecording(path, { strict: true }));
      expect(error).toMatchObject({ kind: 'bad-input', message: expect.stringMatching(fault) });
      expect(error.message).toContain(path);
      expect(error.remedy).toContain('without --strict');
    }
  });

  it('takes the louder of two channels that cancel each other, sample by sample', async () => {
    const { samples, warnings } = await loadRecording(fileOf(stereoWav(hit(0.4), hit(-0.5))));
    expect(samples).toEqual(hit(-0.5));
    expect(warnings).toEqual([expect.stringContaining('; the right channel alone is used; invert one channel')]);
  });

  it('measures a set of a hit with DC as that of the hit without: equal frames, curves where it sounds', async () => {
    const clean = await buildSet({ path: fileOf(waveOf(hit(0.5))), name: 'clean', provenance });
    for (const offset of [0.003, 0.01, -0.05]) {
      const set = await buildSet({ path: fileOf(waveOf(hit(0.5, offset))), name: 'clean', provenance });
      expect(Math.abs(set.frames - clean.frames)).toBeLessThanOrEqual(2);
      for (let k = 0; k < 60; k++) {
        expect(Math.abs(set.curves.rms[k] - clean.curves.rms[k])).toBeLessThan(1e-4);
        expect(Math.abs(set.curves.zcr[k] - clean.curves.zcr[k])).toBeLessThan(0.002);
      }
    }
  });
});
