import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { openShippedModel } from './player.ts';

const RATE = 44_100;
const POINTS = 65_536;

/**
 * Strongest partials in the first second of the factory bank's recordings that ring, Hz, the strongest first; those within 35 dB of
 * it. Found by the peaks of one Fourier transform of the recording from its onset, faded out by a squared cosine.
 */
const PARTIALS = {
  Bell: [6738.5, 3620.9, 1309.5, 10541.2, 14933.9],
  Cowbell: [1610.3, 644.7, 4087.3, 3933.8, 3497.1],
  Cymbal: [10095.0, 6834.8, 305.5, 8731.7, 9589.7],
  Chime: [5987.6, 6358.4, 5775.6, 7455.2, 4888.0],
  Tabla: [315.6, 849.9, 558.5],
  'Rubbed glass': [738.9, 1791.3, 1472.3],
} as const;

/** Power in the first second from the onset. */
function firstSecond(sound: Float32Array): Float64Array {
  const peak = sound.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const onset = sound.findIndex((x) => Math.abs(x) >= 0.1 * peak);
  const part = sound.subarray(onset, onset + RATE);
  const transform = new FFT(POINTS);
  const faded = new Array<number>(POINTS).fill(0);
  for (let n = 0; n < part.length; n++) faded[n] = part[n] * Math.cos((Math.PI * n) / (2 * part.length)) ** 2;
  const out = transform.createComplexArray();
  transform.realTransform(out, faded);
  return Float64Array.from({ length: POINTS / 2 }, (_, k) => out[2 * k] ** 2 + out[2 * k + 1] ** 2);
}

/** Hz of the strongest point within a third of a semitone of `hz`. */
function strongestNear(power: Float64Array, hz: number): number {
  const at = (cents: number): number => Math.round((hz * 2 ** (cents / 1200) * POINTS) / RATE);
  let best = at(-33);
  for (let k = best; k <= at(33); k++) if (power[k] > power[best]) best = k;
  return (best * RATE) / POINTS;
}

/** Peak power around `hz` over the largest of the sound, dB. */
function levelNear(power: Float64Array, hz: number): number {
  const k = Math.round((strongestNear(power, hz) * POINTS) / RATE);
  return 10 * Math.log10(power[k] / power.reduce((most, x) => Math.max(most, x), 0));
}

describe('impacts', async () => {
  const { factorySet, render } = await openShippedModel('impacts');

  it.each(Object.entries(PARTIALS))('plays the strongest partials of %s within 10 cents', async (name, partials) => {
    const power = firstSecond(await render(await factorySet(name)));
    for (const hz of partials) {
      const made = strongestNear(power, hz);
      expect.soft(Math.abs(1200 * Math.log2(made / hz)), `${hz} Hz, played as ${made.toFixed(1)}`).toBeLessThan(10);
      expect.soft(levelNear(power, hz), `level at ${hz} Hz`).toBeGreaterThan(-42);
    }
  });
});
