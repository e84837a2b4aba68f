import * as z from 'zod';
import { DESCRIPTORS } from '../descriptor.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { memoryOfMoving } from '../timbre/moving-bytes.ts';
import { VISIBLE_TEXT } from '../visible-text.ts';

export const BANK_FORMAT = 'neurorack-bank';
/** Version 2 added `timbre`, version 3 `moving`; both older ones are still read. */
export const BANK_VERSION = 3;
/** The zip entry that lists all others. */
export const BANK_INDEX = 'bank.json';

/** Upper limits of a bank. A file that states more is refused before anything is unpacked. */
export const BANK_LIMITS = {
  fileBytes: 64 * 2 ** 20,
  indexBytes: 4 * 2 ** 20,
  /** All curves together, unpacked. */
  curveBytes: 256 * 2 ** 20,
  /**
   * Unpacked bytes for one packed byte, for the curves of a bank above `ratioFreeBytes`. The factory bank has 2, a steady square wave 6;
   * ten minutes of straight lines have 94, and stay below `ratioFreeBytes`.
   */
  ratio: 50,
  ratioFreeBytes: 16 * 2 ** 20,
  sets: 1024,
  /** Ten minutes at hop 256. */
  framesPerSet: 103_360,
  nameLength: 200,
  textLength: 2000,
} as const;

/** The curves of a set in storage order: the seven descriptors, f0 confidence, level lane. */
export const CURVES = [...DESCRIPTORS, 'f0Confidence', 'level'] as const;

export type CurveName = (typeof CURVES)[number];

/** Units of each curve, stored in every bank. */
export const CURVE_UNITS: Readonly<Record<CurveName, string>> = {
  rms: 'linear',
  zcr: 'crossings per sample',
  rolloff: 'Hz',
  flatness: 'ratio 0-1',
  bandwidth: 'Hz',
  centroid: 'Hz',
  f0: 'Hz',
  f0Confidence: 'ratio 0-1',
  level: 'linear, eight values a frame',
};

/** Number of values in one curve of a set of `frames` frames. */
export function curveLength(name: CurveName, frames: number): number {
  return name === 'level' ? LEVELS_PER_FRAME * frames : frames;
}

/** Unpacked size of all curves of a set of `frames` frames, bytes. */
export function curveBytesOf(frames: number): number {
  return 4 * CURVES.reduce((sum, name) => sum + curveLength(name, frames), 0);
}

/** Unpacked size of all curves of some sets, bytes. */
export function curveBytesOfAll(sets: readonly { readonly frames: number }[]): number {
  return sets.reduce((sum, { frames }) => sum + curveBytesOf(frames), 0);
}

/** Size of a set in memory, bytes. */
export function setBytesOf({ frames, timbre }: DescriptorSet): number {
  return curveBytesOf(frames) + (timbre?.moving === undefined ? 0 : memoryOfMoving(timbre.moving));
}

/** The fault of curves that are packed more tightly than those of sounds; undefined: none. */
export function ratioFault(unpackedBytes: number, packedBytes: number): string | undefined {
  const { ratio, ratioFreeBytes } = BANK_LIMITS;
  if (unpackedBytes <= ratioFreeBytes || unpackedBytes <= ratio * packedBytes) return undefined;
  return `its curves take ${packedBytes} bytes packed and ${unpackedBytes} unpacked, at most ${ratio} times as many are allowed`;
}

/** Schema of a name, shown on one line of a small display and in terminals: no control characters, and none that are not seen. */
export const singleLine = (length: number) =>
  z.string().min(1).max(length).regex(VISIBLE_TEXT, 'holds invisible or control characters');

const samples = z.int().min(2).max(32_768);

/** Schema of `AnalysisSettings`. */
export const analysisSchema = z.strictObject({
  sampleRate: z.number().min(8000).max(384_000),
  hop: z.int().min(8).max(32_768),
  windows: z.strictObject({ rms: samples, spectral: samples, zcr: samples, f0: samples }),
  ditherDb: z.number().min(-200).max(0).nullable(),
});

/** Schema of a sound's provenance; also used for the values of `provenance.json` in a folder of sounds. */
export const provenanceSchema = z.strictObject({
  source: singleLine(BANK_LIMITS.textLength),
  author: singleLine(BANK_LIMITS.nameLength).exactOptional(),
  licence: singleLine(BANK_LIMITS.nameLength),
});

const curveSchema = z.strictObject({
  file: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*(\/[a-zA-Z0-9][a-zA-Z0-9._-]*)*$/, 'is not a plain relative path'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
});

const setSchema = z.strictObject({
  name: singleLine(BANK_LIMITS.nameLength),
  provenance: provenanceSchema,
  analysis: analysisSchema,
  frames: z.int().min(0).max(BANK_LIMITS.framesPerSet),
  curves: z.strictObject(mapCurves(() => curveSchema)),
  /** Frequencies of up to 32 modes in Hz, their shares of the energy, 72 colour values in dB. */
  timbre: curveSchema.exactOptional(),
  /** The moving timbre, as `encodeMoving` writes it. */
  moving: curveSchema.exactOptional(),
});

/** Schema of `bank.json`. Curves are little-endian float32, one file each. */
export const bankSchema = z.strictObject({
  format: z.literal(BANK_FORMAT),
  formatVersion: z.union([z.literal(1), z.literal(2), z.literal(BANK_VERSION)]),
  name: singleLine(BANK_LIMITS.nameLength),
  author: singleLine(BANK_LIMITS.nameLength).exactOptional(),
  licence: singleLine(BANK_LIMITS.nameLength),
  units: z.strictObject(mapCurves((name) => z.literal(CURVE_UNITS[name]))),
  sets: z.array(setSchema).min(1).max(BANK_LIMITS.sets),
});

export type BankIndex = z.infer<typeof bankSchema>;
export type SetIndex = BankIndex['sets'][number];

/** Builds a record with one value per curve. */
export function mapCurves<T>(make: (name: CurveName) => T): Record<CurveName, T> {
  return {
    rms: make('rms'),
    zcr: make('zcr'),
    rolloff: make('rolloff'),
    flatness: make('flatness'),
    bandwidth: make('bandwidth'),
    centroid: make('centroid'),
    f0: make('f0'),
    f0Confidence: make('f0Confidence'),
    level: make('level'),
  };
}
