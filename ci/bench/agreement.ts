/**
 * How far the seven descriptors are from librosa's on the golden sounds:
 *
 *   node ci/bench/run.js agreement
 *
 * Prints, a setting, the greatest relative deviation of each descriptor over the frames with rms > 1e-4, and for f0 the
 * share of those frames within one cent.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { analyse } from '../../src/descriptors/analysis/analyse.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';

const FOLDER = 'test/golden/descriptors';
const golden = z.object({
  sound: z.string(),
  settings: z.record(
    z.string(),
    z.object({
      hop: z.number(),
      windows: z.object({ rms: z.number(), spectral: z.number(), zcr: z.number(), f0: z.number() }),
      descriptors: z.record(z.enum(DESCRIPTORS), z.array(z.number())),
    }),
  ),
});

const report: Record<string, Record<string, number>> = {};
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== 'recordings.json')) {
  const { sound, settings } = golden.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  const { samples, sampleRate } = await loadSound(join(FOLDER, sound));
  for (const [name, { hop, windows, descriptors }] of Object.entries(settings)) {
    report[name] ??= { frames: 0, f0WithinACent: 0 };
    const row = report[name];
    const { curves } = analyse(samples, { sampleRate, hop, windows, ditherDb: null });
    for (const [k, rms] of descriptors.rms.entries()) {
      if (!(rms > 1e-4)) continue;
      row.frames++;
      for (const descriptor of DESCRIPTORS) {
        const theirs = descriptors[descriptor][k];
        const ours = curves[descriptor][k];
        if (descriptor !== 'f0') {
          const away = ours === theirs ? 0 : Math.abs(ours - theirs) / Math.abs(theirs);
          row[descriptor] = Math.max(row[descriptor] ?? 0, Number(away.toPrecision(2)));
        } else if (1200 * Math.abs(Math.log2(ours / theirs)) <= 1) row.f0WithinACent++;
      }
    }
  }
}
for (const row of Object.values(report)) row.f0WithinACent = Number((row.f0WithinACent / row.frames).toFixed(4));
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
