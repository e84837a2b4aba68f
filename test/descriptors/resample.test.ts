import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { resample } from '../../src/descriptors/sound/resample.ts';

const TO = 44_100;
const SIZE = 32_768;

const tone = (hertz: number, rate: number, seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / rate));

/** Level in dBFS of all components further than `around` Hz from `hertz`, in the middle of a sound. */
function residueDb(samples: Float32Array, hertz: number, around = 60): number {
  const start = Math.floor((samples.length - SIZE) / 2);
  const fft = new FFT(SIZE);
  // Blackman-Harris: side lobes below -92 dB, main lobe 8 bins.
  const windowed = Array.from({ length: SIZE }, (_, n) => {
    const x = (2 * Math.PI * n) / SIZE;
    const w = 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
    return w * samples[start + n];
  });
  const spectrum = fft.createComplexArray();
  fft.realTransform(spectrum, windowed);
  let max = 0;
  for (let k = 0; k < SIZE / 2; k++) {
    if (Math.abs((k * TO) / SIZE - hertz) < around) continue;
    max = Math.max(max, Math.hypot(spectrum[2 * k], spectrum[2 * k + 1]));
  }
  return 20 * Math.log10(max / ((SIZE / 2) * 0.35875));
}

describe('resampling to 44.1 kHz', () => {
  it.each([
    [48_000, 1_000],
    [48_000, 15_000],
    [96_000, 1_000],
    [96_000, 20_000],
    [8_000, 440],
    [8_000, 3_500],
    [22_050, 9_000],
  ])('keeps a tone (from %i Hz, %i Hz) and adds nothing above -90 dB', async (from, hertz) => {
    const samples = await resample(tone(hertz, from, 1), from, TO);
    expect(samples).toHaveLength(TO);
    expect(residueDb(samples, hertz)).toBeLessThan(-90);
    const expected = tone(hertz, TO, 1);
    const middle = samples.slice(10_000, 30_000);
    const away = middle.reduce((max, x, n) => Math.max(max, Math.abs(x - expected[10_000 + n])), 0);
    expect(20 * Math.log10(away)).toBeLessThan(-60); // in level and in time
  });

  it.each([
    [48_000, 23_000],
    [96_000, 23_000],
    [96_000, 30_000],
    [96_000, 43_000],
    [192_000, 80_000],
  ])('removes a tone above the new Nyquist frequency (from %i Hz, %i Hz)', async (from, hertz) => {
    const samples = await resample(tone(hertz, from, 1), from, TO);
    expect(residueDb(samples, -1e9)).toBeLessThan(-90);
  });

  it('removes a sweep above the new Nyquist frequency', async () => {
    const from = 96_000;
    const sweep = Float32Array.from({ length: 2 * from }, (_, n) => {
      const t = n / from;
      return Math.sin(2 * Math.PI * (22_500 * t + (24_000 / 4) * t * t)); // 22.5 to 46.5 kHz in 2 s
    });
    const samples = await resample(sweep, from, TO);
    expect(residueDb(samples, -1e9)).toBeLessThan(-90);
  });

  it('keeps the position of a click and the end of the sound', async () => {
    const clicks = new Float32Array(48_000);
    clicks[24_000] = 1;
    clicks[47_999] = 1;
    const samples = await resample(clicks, 48_000, TO);
    expect(samples).toHaveLength(TO);
    const loudest = (from: number, to: number): number => {
      const part = samples.slice(from, to).map(Math.abs);
      return from + part.indexOf(Math.max(...part));
    };
    expect(loudest(0, 30_000)).toBe(22_050);
    expect(loudest(30_000, TO)).toBe(TO - 1);
  });

  it('returns a sound at 44.1 kHz unchanged, and one sample for one', async () => {
    const samples = tone(440, TO, 0.1);
    expect(await resample(samples, TO, TO)).toBe(samples);
    expect(await resample(Float32Array.of(1), 192_000, TO)).toHaveLength(1);
  });

  it.each([192_001, 352_800, 384_000, 768_000])(
    'converts from %d Hz, above the maximum of the library',
    async (rate) => {
      const tone = (at: number, n: number): number => Math.sin((2 * Math.PI * 1000 * n) / at);
      const made = await resample(
        Float32Array.from({ length: rate / 4 }, (_, n) => tone(rate, n)),
        rate,
        44_100,
      );
      expect(made).toHaveLength(Math.round((Math.floor(rate / 4) * 44_100) / rate));
      let max = 0;
      for (let n = 500; n < made.length - 500; n++) max = Math.max(max, Math.abs(made[n] - tone(44_100, n)));
      expect(max).toBeLessThan(1e-3);
    },
  );
});
