import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { setFromSound } from '../../src/descriptors/analysis/analyse.ts';
import { BANK_ANALYSIS } from '../../src/descriptors/bank/build-sets.ts';
import { madeSound, RATE } from '../descriptors/timbre/made-sounds.ts';
import { openShippedModel } from './player.ts';

const POINTS = 65_536;
const PROVENANCE = { source: 'made', licence: 'CC0' };

interface Peak {
  readonly hz: number;
  readonly amplitude: number;
}

/** Seconds between the windows in which a steady partial is found again. */
const APART = 8192 / RATE;

/** Spectral peaks within 30 dB of the largest, in `size` samples around `seconds`, under a Blackman-Harris window. */
function peaksAt(sound: Float32Array, seconds: number, size: number): Peak[] {
  const from = Math.round(seconds * RATE - size / 2);
  const part = new Array<number>(POINTS).fill(0);
  for (let n = 0; n < size; n++) {
    const turn = (2 * Math.PI * n) / size;
    const window = 0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn);
    part[n] = window * (sound[from + n] ?? 0);
  }
  const transform = new FFT(POINTS);
  const out = transform.createComplexArray();
  transform.realTransform(out, part);
  const amplitude = Float64Array.from({ length: POINTS / 2 }, (_, k) => Math.hypot(out[2 * k], out[2 * k + 1]));
  const floor = amplitude.reduce((most, x) => Math.max(most, x), 0) / 10 ** 1.5;
  const peaks: Peak[] = [];
  for (let k = 1; k < amplitude.length - 1; k++) {
    if (amplitude[k] < floor || amplitude[k] < amplitude[k - 1] || amplitude[k] <= amplitude[k + 1]) continue;
    const [a, b, c] = [amplitude[k - 1], amplitude[k], amplitude[k + 1]].map((x) => Math.log(x));
    peaks.push({ hz: ((k + (0.5 * (a - c)) / (a - 2 * b + c)) * RATE) / POINTS, amplitude: amplitude[k] });
  }
  return peaks;
}

/** The share of `peaks`, by amplitude, that has one of `others` within `cents`. */
function shareFound(peaks: readonly Peak[], others: readonly Peak[], cents: number): number {
  const isFound = ({ hz }: Peak): boolean => others.some((other) => Math.abs(1200 * Math.log2(other.hz / hz)) <= cents);
  const sum = (list: readonly Peak[]): number => list.reduce((total, { amplitude }) => total + amplitude, 0);
  return sum(peaks.filter(isFound)) / sum(peaks);
}

/** The peaks at `seconds` that are there one and two windows later too, as the training's `tuning` takes them. */
function steadyAt(sound: Float32Array, seconds: number): Peak[] {
  const later = [1, 2].map((windows) => peaksAt(sound, seconds + windows * APART, 8192));
  return peaksAt(sound, seconds, 8192).filter((peak) => later.every((peaks) => shareFound([peak], peaks, 15) === 1));
}

describe.each(['impacts', 'metal', 'impacts-xl'])('%s plays a sound of a few partials', async (model) => {
  const { encode, render } = await openShippedModel(model);

  async function played(name: string): Promise<{ asked: Float32Array; made: Float32Array }> {
    const asked = madeSound(name);
    if (asked === undefined) throw new Error(`no made sound '${name}'`);
    const set = setFromSound({ samples: asked, name, provenance: PROVENANCE }, BANK_ANALYSIS);
    return { asked, made: await render(await encode(set, asked)) };
  }

  const steadySounds = [
    { name: 'chord', times: [0.3, 0.7, 1.2] },
    { name: 'pair', times: [0.3, 0.7, 1.2] },
    { name: 'two hits', times: [0.25, 0.5, 0.8] },
  ];

  it.each(steadySounds)('that keeps the partials of the $name', async ({ name, times }) => {
    const { asked, made } = await played(name);
    for (const seconds of times) {
      expect
        .soft(shareFound(steadyAt(asked, seconds), steadyAt(made, seconds), 20), `at ${seconds} s`)
        .toBeGreaterThanOrEqual(0.9);
    }
  });

  it.each(steadySounds)('that adds no steady partial to the $name', async ({ name, times }) => {
    const { asked, made } = await played(name);
    for (const seconds of times) {
      expect
        .soft(shareFound(steadyAt(made, seconds), steadyAt(asked, seconds), 50), `at ${seconds} s`)
        .toBeGreaterThanOrEqual(0.9);
    }
  });

  it('that glides over an octave and has no other partial', async () => {
    const { asked, made } = await played('glide');
    for (const seconds of [0.2, 0.8, 1.5]) {
      const [target, output] = [peaksAt(asked, seconds, 4096), peaksAt(made, seconds, 4096)];
      expect.soft(shareFound(target, output, 20), `kept at ${seconds} s`).toBeGreaterThanOrEqual(0.9);
      expect.soft(shareFound(output, target, 50), `true at ${seconds} s`).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('whose second hit is silent before its time', async () => {
    const { made } = await played('two hits');
    const early = peaksAt(made, 0.04, 2048);
    const loudest = early.reduce((most, { amplitude }) => Math.max(most, amplitude), 0);
    const level = (hz: number): number =>
      Math.max(0, ...early.filter((peak) => Math.abs(peak.hz - hz) < 30).map(({ amplitude }) => amplitude / loudest));
    expect(level(500)).toBe(1);
    expect(Math.max(level(730), level(1400))).toBeLessThan(0.1);
  });
});
