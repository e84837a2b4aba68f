import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BANK_ANALYSIS } from '../../../src/descriptors/bank/build-sets.ts';
import { readBank } from '../../../src/descriptors/bank/read-bank.ts';
import { createPath } from '../../../src/descriptors/transform/create-path.ts';
import { STATS } from '../sample-sets.ts';

const path = fileURLToPath(new URL('../../../banks/factory.nrbank', import.meta.url));

it('the factory bank holds at least 16 sets of CC0 recordings, each with author and address', async () => {
  const bank = await readBank(path);
  expect(bank).toMatchObject({ name: 'Factory', licence: 'CC0-1.0' });
  expect(bank.sets.length).toBeGreaterThanOrEqual(16);
  for (const { provenance } of bank.sets) {
    expect(provenance.licence).toBe('CC0-1.0');
    expect(provenance.author).toMatch(/^\S.+$/);
    expect(provenance.source).toMatch(
      /^\w+\.flac of sonic-pi-samples .* https:\/\/(www\.)?freesound\.org\/people\/.+\/sounds\/\d+\/$/,
    );
  }
  expect((await stat(path)).size).toBeLessThan(2_000_000);
});

it('the factory bank has sets analysed like the training data, starting with their attack, all different', async () => {
  const { sets } = await readBank(path);
  for (const { analysis, level, curves } of sets) {
    expect(analysis).toEqual(BANK_ANALYSIS);
    expect(Math.max(...curves.rms)).toBeGreaterThan(0.1);
    // Sound within 6 ms: silence before the attack has been trimmed.
    expect(Math.max(...level.subarray(0, 8))).toBeGreaterThan(1e-4);
  }
  const brightness = sets.map(({ curves }) => curves.centroid[8] ?? 0).sort((a, b) => a - b);
  expect((brightness.at(-1) ?? 0) / (brightness[0] ?? 1)).toBeGreaterThan(30);
});

it('the factory bank has sets of which any two can be mixed', async () => {
  const { sets } = await readBank(path);
  const frame = new Float32Array(7);
  sets.forEach((a, n) => {
    const b = sets[(n + 1) % sets.length];
    const path = createPath({ a, b, mix: () => 0.5, stats: STATS });
    for (let k = 0; k < path.frames; k++) {
      path.readFrame(k, frame);
      expect(frame.every(Number.isFinite)).toBe(true);
    }
  });
});
