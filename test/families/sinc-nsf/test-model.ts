import { readFileSync } from 'node:fs';
import type { EncoderLayer, MovingEncoder } from '../../../src/families/sinc-nsf/code-encoder.ts';
import { createSincNsf, type SincNsfOptions } from '../../../src/families/sinc-nsf/sinc-nsf.ts';
import type { BlockTiming, SynthesisParameters } from '../../../src/families/sinc-nsf/synthesis-parameters.ts';
import type { VoiceModel } from '../../../src/voice/voice-model.ts';

/** Parameters as in the manifests of the shipped models, without modes. */
export const PARAMETERS: SynthesisParameters = {
  subframes: 8,
  partials: 48,
  noiseBands: { count: 96, lowHz: 25, highHz: 21_500, transition: 0.3, loopLength: 65_536, flattening: 4 },
  gain: { range: 5, offset: -3, floor: 0 },
  cutoff: { lowHz: 20, octaves: 10 },
  crossover: { taps: 63, noiseFloor: 0.1 },
  antiAlias: { nyquistFraction: 0.47, widthHz: 200 },
  level: { floor: 1e-5, relativeScale: 1 / 3 },
};

/** The same with free partials. */
export const MODAL_PARAMETERS = {
  ...PARAMETERS,
  modes: { bands: 16, bandLowHz: 40, bandHighHz: 16_000, floorOctaves: 12 },
} satisfies SynthesisParameters;

/** The same with tracks. */
export const TRACK_PARAMETERS = {
  ...PARAMETERS,
  tracks: {
    bands: 16,
    bandLowHz: 40,
    bandHighHz: 16_000,
    floorOctaves: 12,
    holdSamples: 2048,
    releaseSeconds: 0.02,
  },
} satisfies SynthesisParameters;

export const TIMING: BlockTiming = { sampleRate: 44_100, hop: 256 };
export const HOP = TIMING.hop;
/** Output values a hop of a network without modes, and of one with them. */
export const OUTPUTS = PARAMETERS.subframes * (PARAMETERS.partials + PARAMETERS.noiseBands.count + 1);
export const MODAL_OUTPUTS = OUTPUTS + PARAMETERS.subframes * MODAL_PARAMETERS.modes.bands;

/** Plausible statistics of the descriptors, and the parameters without modes. */
export const SINC_NSF: SincNsfOptions = {
  ...TIMING,
  descriptors: [
    { name: 'rms', scale: 'log2', floor: 1e-5, mean: -6, std: 3 },
    { name: 'zcr', scale: 'linear', mean: 0.1, std: 0.1 },
    { name: 'rolloff', scale: 'log2', floor: 20, mean: 11, std: 1.5 },
    { name: 'flatness', scale: 'logit', floor: 1e-6, mean: -4, std: 2 },
    { name: 'bandwidth', scale: 'log2', floor: 20, mean: 11, std: 1 },
    { name: 'centroid', scale: 'log2', floor: 20, mean: 11, std: 1 },
    { name: 'f0', scale: 'log2', floor: 20, mean: 7.5, std: 1 },
  ],
  synthesis: PARAMETERS,
  timbre: undefined,
};

/** A model of the family, as a voice plays it. */
export const MODEL: VoiceModel = {
  manifest: { ...TIMING, descriptors: SINC_NSF.descriptors, silence: new Array<number>(15).fill(-0.5) },
  createSynthesizer: () => createSincNsf(SINC_NSF),
};

const zeros = (...shape: readonly number[]): EncoderLayer => ({
  shape,
  weight: new Array<number>(shape.reduce((size, one) => size * one, 1)).fill(0),
  bias: new Array<number>(shape[0] ?? 0).fill(0),
});

/** An encoder whose code is zero. */
export const TRACK_ENCODER: MovingEncoder = {
  code: 12,
  centre: -28,
  scale: 16,
  expected: [zeros(32, 7), zeros(24, 32)],
  first: zeros(48, 24, 3),
  last: zeros(12, 48, 1),
};

/** The same with tracks: their input and output values a hop, and the model. */
export const TRACK_INPUTS = 15 + TRACK_ENCODER.code + TRACK_PARAMETERS.tracks.bands + 1;
export const TRACK_OUTPUTS = OUTPUTS + PARAMETERS.subframes * TRACK_PARAMETERS.tracks.bands;
export const TRACK_MODEL: VoiceModel = {
  manifest: { ...MODEL.manifest, silence: new Array<number>(TRACK_INPUTS).fill(0) },
  createSynthesizer: () => createSincNsf({ ...SINC_NSF, synthesis: TRACK_PARAMETERS, encoder: TRACK_ENCODER }),
};

/** A little-endian float32 file. */
export function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Root mean square. */
export function rms(samples: ArrayLike<number>): number {
  return Math.sqrt(Array.from(samples).reduce((sum, x) => sum + x * x, 0) / samples.length);
}

/** The largest distance between two signals; infinite when their lengths differ or one is NaN somewhere. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let n = 0; n < a.length; n++) {
    const apart = Math.abs(a[n] - b[n]);
    largest = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(largest, apart);
  }
  return largest;
}
