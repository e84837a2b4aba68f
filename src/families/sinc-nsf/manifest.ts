import * as z from 'zod';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import { TRACK_ANALYSIS } from '../../descriptors/timbre/moving-analysis.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE, MODE_ANALYSIS } from '../../descriptors/timbre/timbre.ts';
import { badManifest, parseSection } from '../../model/bad-manifest.ts';
import { checkEncoder, encoderSchema } from '../../model/encoder-section.ts';
import type { ModelFolder } from '../../model/family.ts';
import type { EncoderLayer, MovingEncoder } from './code-encoder.ts';
import type { SynthesisParameters } from './synthesis-parameters.ts';
import type { Texture } from './texture-input.ts';
import type { TimbreEncoder } from './timbre-input.ts';

/** Far above every sensible value, and far below the largest float32. */
const MAX_NUMBER = 1e6;
const number = z.number().min(-MAX_NUMBER).max(MAX_NUMBER);
const positive = z.number().positive().max(MAX_NUMBER);
/** Of partials, bands, numbers of a code: far above what a board computes in time. */
const count = z.int().positive().max(4096);
/** The loops of all noise bands, 16 bits a sample: 256 MiB. */
const MAX_LOOP_SAMPLES = 2 ** 27;

/** The bands in which the network gives the gains of modes or tracks. */
const modalBands = { bands: count, bandLowHz: positive, bandHighHz: positive, floorOctaves: positive };

/** Constants of the sources and filters around the network; `SynthesisParameters` documents them. */
const synthesisSchema = z.object({
  subframes: count,
  partials: count,
  noiseBands: z
    .object({
      count,
      lowHz: positive,
      highHz: positive,
      transition: positive,
      loopLength: z
        .int()
        .positive()
        .refine((n) => Number.isInteger(Math.log2(n)) && n >= 4096, 'expected a power of two from 4096 on'),
      flattening: z.int().min(0).max(32).default(0),
    })
    .refine((bands) => bands.count * bands.loopLength <= MAX_LOOP_SAMPLES, {
      path: ['loopLength'],
      error: `the loops of all bands have more than ${MAX_LOOP_SAMPLES} samples`,
    }),
  // exp(range) is the largest gain.
  gain: z.object({
    range: positive.max(40),
    offset: z.number().min(-40).max(40),
    floor: number.min(0).exactOptional(),
  }),
  cutoff: z.object({ lowHz: positive, octaves: positive.max(32) }),
  crossover: z.object({ taps: count.refine((n) => n % 2 === 1, 'expected an odd number'), noiseFloor: number }),
  antiAlias: z.object({ nyquistFraction: positive.max(0.5), widthHz: positive }),
  level: z.object({
    floor: positive,
    holdSamples: z
      .int()
      .positive()
      .max(2 ** 20),
    relativeScale: positive,
  }),
  modes: z.object({ ...sameAs(MODE_ANALYSIS), ...modalBands }).exactOptional(),
  tracks: z
    .object({
      ...modalBands,
      holdSamples: z.literal(TRACK_ANALYSIS.holdSamples),
      releaseSeconds: z.literal(TRACK_ANALYSIS.releaseSeconds),
    })
    .refine(({ bandLowHz, bandHighHz }) => bandLowHz < bandHighHz, {
      path: ['bandHighHz'],
      error: 'not above bandLowHz',
    })
    .exactOptional(),
});

/** The encoder of static timbres, with the analysis of the colours that it was trained on. */
const timbreSchema = z.object({
  colour: z.object({
    ...sameAs({ ...COLOUR_ANALYSIS, stretches: undefined }),
    stretches: z.array(z.number()).refine((ends) => ends.join() === COLOUR_ANALYSIS.stretches.join(), {
      error: `this instrument measures stretches of ${COLOUR_ANALYSIS.stretches.join(', ')}`,
    }),
  }),
  code: count,
  weight: z.array(number),
  bias: z.array(number),
});

/** Of one dimension of a layer's weights: the encoder runs while notes play. */
const MAX_LAYER_SIZE = 256;

const layerSchema = z
  .object({
    shape: z.array(z.int().positive().max(MAX_LAYER_SIZE)).min(2).max(3),
    weight: z.array(number),
    bias: z.array(number),
  })
  .superRefine(({ shape, weight, bias }, context) => {
    const expected = shape.reduce((size, one) => size * one, 1);
    const fault = (field: string, found: number, needed: number): void =>
      context.addIssue({
        code: 'custom',
        path: [field],
        message: `${found} numbers, a shape of ${shape.join('×')} needs ${needed}`,
      });
    if (weight.length !== expected) fault('weight', weight.length, expected);
    else if (bias.length !== shape[0]) fault('bias', bias.length, shape[0] ?? 0);
  });

/** The encoder of moving timbres, with the analysis of the colours that it was trained on. */
const movingSchema = z.object({
  colour: z.object(sameAs({ ...COLOUR_ANALYSIS, stretches: undefined })),
  code: count.max(MAX_LAYER_SIZE),
  encoder: z.object({
    centre: number,
    scale: positive.min(1 / MAX_NUMBER),
    expected: z.array(layerSchema).min(1).max(8),
    first: layerSchema,
    last: layerSchema,
  }),
  texture: z
    .object({
      latents: count.max(MAX_LAYER_SIZE),
      delay: z
        .int()
        .min(0)
        .max(2 ** 18),
      encoder: encoderSchema,
    })
    .exactOptional(),
});

/** Fields that must equal those of the instrument's own analysis, which measures the sounds that the model gets. */
function sameAs(values: Readonly<Record<string, number | undefined>>): Record<string, z.ZodType<number>> {
  const known = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, z.literal(value)]));
}

type SynthesisSection = z.infer<typeof synthesisSchema>;

/** The sections of a manifest that belong to the family, checked. */
export interface SincNsfSections {
  readonly synthesis: SynthesisParameters;
  /** Of a model with modes. */
  readonly timbre: TimbreEncoder | undefined;
  /** Of a model with tracks. */
  readonly encoder?: MovingEncoder | undefined;
  /** Of a model with tracks that also reads latents of its sounds. */
  readonly texture?: Texture | undefined;
}

/**
 * Parses and checks `synthesis` and `timbre`, which a model with modes or tracks has, and the family's assumptions about the other fields.
 *
 * @throws NeurorackError 'bad-model' that names the field
 */
export function parseSections(model: ModelFolder): SincNsfSections {
  const { manifest } = model;
  const synthesis = parseSection(model, 'synthesis', synthesisSchema, manifest.synthesis);
  checkTiming(model, synthesis);
  if (manifest.lookaheadFrames !== 1) {
    throw badManifest(model, 'lookaheadFrames', `is ${manifest.lookaheadFrames}, the family's is 1`);
  }
  if (synthesis.tracks !== undefined) return parseMoving(model, synthesis);
  if (synthesis.modes === undefined) return { synthesis, timbre: undefined };
  const timbre = parseSection(model, 'timbre', timbreSchema, manifest.timbre);
  checkTimbre(model, timbre);
  return { synthesis, timbre };
}

function parseMoving(model: ModelFolder, synthesis: SynthesisSection): SincNsfSections {
  const { sampleRate } = model.manifest;
  if (synthesis.modes !== undefined) throw badManifest(model, 'synthesis.tracks', 'is there beside modes; one of them');
  if ((synthesis.tracks?.bandHighHz ?? 0) > sampleRate / 2) {
    throw badManifest(model, 'synthesis.tracks.bandHighHz', `above half of ${sampleRate} Hz`);
  }
  const { code, encoder, texture } = parseSection(model, 'timbre', movingSchema, model.manifest.timbre);
  checkShapes(model, code, encoder);
  if (texture !== undefined)
    checkEncoder(model, 'timbre.texture.encoder', texture.encoder, { latents: texture.latents });
  return { synthesis, timbre: undefined, encoder: { code, ...encoder }, texture };
}

/** The layers fit together: 7 descriptors to the bands of a colour; three points of these to the code. */
function checkShapes(model: ModelFolder, code: number, { expected, first, last }: Omit<MovingEncoder, 'code'>): void {
  const { bands } = COLOUR_ANALYSIS;
  const check = (field: string, { shape }: EncoderLayer, needed: readonly (number | undefined)[]): void => {
    if (shape.length === needed.length && needed.every((size, i) => size === undefined || size === shape[i])) return;
    const wanted = needed.map((size) => size ?? 'any').join('×');
    throw badManifest(model, `timbre.encoder.${field}.shape`, `is ${shape.join('×')}, not ${wanted}`);
  };
  let inputs: number = DESCRIPTORS.length;
  for (const [i, layer] of expected.entries()) {
    check(`expected[${i}]`, layer, [i === expected.length - 1 ? bands : undefined, inputs]);
    inputs = layer.shape[0] ?? 0;
  }
  check('first', first, [undefined, bands, 3]);
  check('last', last, [code, first.shape[0], 1]);
}

function checkTiming(model: ModelFolder, { subframes, noiseBands, level, crossover }: SynthesisSection): void {
  const { hop, sampleRate } = model.manifest;
  const subframe = hop / subframes;
  if (!Number.isInteger(subframe)) throw badManifest(model, 'synthesis.subframes', `does not divide the hop of ${hop}`);
  if (subframe % 8 !== 0) {
    const problem = `divides the hop of ${hop} into ${subframe} samples, not a multiple of 8`;
    throw badManifest(model, 'synthesis.subframes', problem);
  }
  if (crossover.taps > 2 * subframe + 1) {
    throw badManifest(model, 'synthesis.crossover.taps', `is ${crossover.taps}, not at most ${2 * subframe + 1}`);
  }
  if (level.holdSamples % subframe !== 0) {
    throw badManifest(model, 'synthesis.level.holdSamples', `not a multiple of ${subframe} samples, a sub-frame`);
  }
  if (noiseBands.highHz <= noiseBands.lowHz || noiseBands.highHz > sampleRate / 2) {
    throw badManifest(model, 'synthesis.noiseBands.highHz', `not between lowHz and half of ${sampleRate} Hz`);
  }
}

function checkTimbre(model: ModelFolder, { code, weight, bias }: TimbreEncoder): void {
  if (weight.length !== code * COLOUR_SIZE) {
    throw badManifest(
      model,
      'timbre.weight',
      `${weight.length} numbers, a code of ${code} needs ${code * COLOUR_SIZE}`,
    );
  }
  if (bias.length !== code)
    throw badManifest(model, 'timbre.bias', `${bias.length} numbers, a code of ${code} needs ${code}`);
}
