import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { soundOf } from '../../src/app/set-sounds.ts';
import { openShippedModel } from './player.ts';

const SIZE = 1024;
const HOP = 256;
/** Third octaves from 50 Hz to 16 kHz. */
const EDGES = Array.from({ length: 26 }, (_, i) => (50 * 2 ** (i / 3) * SIZE) / 44_100);

/** Powers of the bands, a row a frame. */
function bandsOf(sound: Float32Array): number[][] {
  const transform = new FFT(SIZE);
  const rows: number[][] = [];
  for (let from = 0; from + SIZE <= sound.length; from += HOP) {
    const part = Array.from({ length: SIZE }, (_, n) => sound[from + n] * Math.sin((Math.PI * n) / SIZE) ** 2);
    const out = transform.createComplexArray();
    transform.realTransform(out, part);
    const power = (k: number): number => out[2 * k] ** 2 + out[2 * k + 1] ** 2;
    rows.push(
      EDGES.slice(0, -1).map((low, b) => {
        let sum = 1e-6;
        for (let k = Math.floor(low) + 1; k <= Math.max(EDGES[b + 1], Math.floor(low) + 1); k++) sum += power(k);
        return sum;
      }),
    );
  }
  return rows;
}

/** RMS difference in dB over the bands of the frames within 40 dB of the loudest. */
function distance(a: Float32Array, b: Float32Array): number {
  const [rowsA, rowsB] = [bandsOf(a), bandsOf(b)];
  const energy = rowsA.map((row) => row.reduce((sum, x) => sum + x, 0));
  const loudest = Math.max(...energy);
  let sum = 0;
  let count = 0;
  for (let k = 0; k < Math.min(rowsA.length, rowsB.length); k++) {
    if (energy[k] < 1e-4 * loudest) continue;
    for (let i = 0; i < rowsA[k].length; i++) {
      sum += (10 * Math.log10(rowsA[k][i] / rowsB[k][i])) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

describe('impacts-xl', async () => {
  const [small, large] = await Promise.all(['impacts', 'impacts-xl'].map(openShippedModel));

  it.each([1, 2, 3, 4, 5, 6])(
    'plays the held-out sound %i closer to the recording than impacts, by the latents of its encoder',
    async (number) => {
      const set = await small.factorySet(`docs/listen/impacts/${number}-asked.flac`);
      const sound = soundOf(set);
      if (sound === undefined) throw new Error('the set has no sound');
      const encoded = await large.encode(set, sound);
      const [former, without, made] = await Promise.all([small.render(set), large.render(set), large.render(encoded)]);
      const apart = (one: Float32Array): number => distance(sound, one);
      expect(apart(made)).toBeLessThan(apart(former));
      expect(apart(made)).toBeLessThan(apart(without));
    },
  );
});
