import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MovingTimbre } from '../../../src/descriptors/timbre/moving-timbre.ts';
import { COLOUR_SIZE, type Timbre } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix, type TimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import {
  createCodeEncoder,
  type EncoderLayer,
  type MovingEncoder,
} from '../../../src/families/sinc-nsf/code-encoder.ts';
import { crossoverLatency } from '../../../src/families/sinc-nsf/crossover.ts';
import { createSincNsf } from '../../../src/families/sinc-nsf/sinc-nsf.ts';
import { distance, HOP, readFloats, SINC_NSF, TIMING, TRACK_PARAMETERS } from './test-model.ts';

const folder = fileURLToPath(new URL('../../golden/tracks/', import.meta.url));
const golden = JSON.parse(readFileSync(`${folder}case.json`, 'utf8'));
const read = (name: string): Float32Array => readFloats(folder + golden.files[name]);
const CODE = 12;

interface GoldenTrack {
  readonly first: number;
  readonly phase: number;
  readonly hz: readonly number[];
  readonly ratio: readonly number[];
}

const moving: MovingTimbre = {
  points: golden.points,
  tracks: golden.tracks.map(({ first, phase, hz, ratio }: GoldenTrack) => ({
    first,
    phase,
    hz: Float32Array.from(hz),
    ratio: Float32Array.from(ratio),
  })),
  harmonicity: read('harmonicity'),
  colour: read('colour'),
  own: read('own'),
};
const timbre: Timbre = {
  hz: new Float32Array(0),
  share: new Float32Array(0),
  colour: new Float32Array(COLOUR_SIZE),
  moving,
};

/** The encoder as a manifest has it. */
function readEncoder(): MovingEncoder {
  const { centre, scale, layers } = golden.encoder;
  const values = read('encoder');
  let at = 0;
  const take = (count: number): number[] => [...values.subarray(at, (at += count))];
  const layer = (shape: readonly number[]): EncoderLayer => ({
    shape,
    weight: take(shape.reduce((size, one) => size * one, 1)),
    bias: take(shape[0] ?? 0),
  });
  return {
    code: CODE,
    centre,
    scale,
    expected: [layer(layers['expected.0']), layer(layers['expected.1'])],
    first: layer(layers.first),
    last: layer(layers.last),
  };
}

const encoder = readEncoder();
const synthesizer = createSincNsf({ ...SINC_NSF, synthesis: TRACK_PARAMETERS, encoder });

function mixAt(frame: number): TimbreMix {
  const mix = createTimbreMix();
  mix.clear(frame);
  mix.add(timbre, 1);
  mix.transpose = golden.transpose;
  return mix;
}

describe(`tracks, harmonicity and code agree with the training (${golden.made})`, () => {
  it('in the code at every point of the colour path', () => {
    const codes = createCodeEncoder(encoder, SINC_NSF.descriptors, TIMING);
    const expected = read('code');
    const made = new Float32Array(expected.length);
    for (let c = 0; c < expected.length / CODE; c++) codes.addCode(moving, 4 * c, 1, made, c * CODE);
    expect(expected.length).toBe(5 * CODE);
    expect(distance(made, expected)).toBeLessThan(1e-5);
  });

  it('in the network’s input', () => {
    const input = synthesizer.createInput();
    const [expected, frames, level] = [read('input'), read('frames'), read('level')];
    const made = new Float32Array(input.size);
    expect(expected.length).toBe(golden.frames * input.size);
    input.reset();
    for (let k = 0; k < golden.frames; k++) {
      const frame = frames.subarray(7 * (k + 1), 7 * (k + 2));
      input.fill(frame, level.subarray(8 * k, 8 * (k + 1)), mixAt(k + 1), made);
      expect(distance(made, expected.subarray(k * input.size, (k + 1) * input.size)), `hop ${k}`).toBeLessThan(1e-4);
    }
  });

  it('in the sound, to 1e-4 of its peak', () => {
    const { frames, seed } = golden;
    const [y, f0, level, audio] = [read('y'), read('f0'), read('level'), read('audio')];
    const synthesis = synthesizer.createSynthesis();
    synthesis.reset(seed);
    const out = new Float32Array(frames * HOP);
    const outputs = y.length / frames / 8;
    for (let n = 0; n < frames * 8; n++) {
      const k = Math.floor(n / 8);
      const f0At = (j: number): number => f0[k] + ((f0[k + 1] - f0[k]) * j) / 8;
      if (n % 8 === 0) synthesis.setTimbre(mixAt(k + 1));
      const into = out.subarray((n * HOP) / 8, ((n + 1) * HOP) / 8);
      const part = y.subarray(n * outputs, (n + 1) * outputs);
      synthesis.render(part, Float64Array.of(level[n], f0At(n % 8), f0At((n % 8) + 1), 1), into);
    }
    const late = crossoverLatency(TRACK_PARAMETERS);
    const peak = audio.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    expect(peak).toBeGreaterThan(0.1);
    expect(distance(out.subarray(late), audio.subarray(0, audio.length - late)) / peak).toBeLessThan(1e-4);
  });
});
