import FFT from 'fft.js';

/** Analysed length, samples: 0.37 s at 44.1 kHz. */
export const PARTIAL_POINTS = 16_384;

/** Hz of the strongest partial of a sound between two frequencies, by a parabola through its peak in dB. */
export function strongestPartial(
  samples: Float32Array,
  sampleRate: number,
  [low, high]: readonly [number, number],
): number {
  const transform = new FFT(PARTIAL_POINTS);
  const faded = Array.from({ length: PARTIAL_POINTS }, (_, n) => (samples[n] ?? 0) * fade(n));
  const out = transform.createComplexArray();
  transform.realTransform(out, faded);
  const db = (k: number): number => 10 * Math.log10(out[2 * k] ** 2 + out[2 * k + 1] ** 2 + 1e-30);
  const bin = (hz: number): number => (hz * PARTIAL_POINTS) / sampleRate;
  let best = Math.round(bin(low));
  for (let k = best; k <= bin(high); k++) if (db(k) > db(best)) best = k;
  const [before, at, after] = [db(best - 1), db(best), db(best + 1)];
  return ((best + (0.5 * (before - after)) / (before - 2 * at + after)) * sampleRate) / PARTIAL_POINTS;
}

/** From the onset to nothing: a sound that decays has no other end. */
const fade = (n: number): number => Math.cos((Math.PI * n) / (2 * PARTIAL_POINTS)) ** 2;
