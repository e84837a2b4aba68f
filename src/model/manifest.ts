import * as z from 'zod';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';

/** The newest format of manifest.json that this code reads. */
export const FORMAT_VERSION = 1;

/** Far above every sensible value, and far below the largest float32: what is computed from two of them is still a number. */
const MAX_NUMBER = 1e6;
/** Values in all tensors of an artifact: 64 MiB. Networks of this project have 20 000. */
const MAX_TENSOR_VALUES = 2 ** 24;
const MAX_TENSORS = 256;

const number = z.number().min(-MAX_NUMBER).max(MAX_NUMBER);
const positive = z.number().positive().max(MAX_NUMBER);
const count = z.int().positive();
/** Samples of a hop or of a window. */
const samples = count.max(2 ** 16);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');
/** A file in the model's own folder; paths are refused. */
const fileName = z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'expected a plain file name');

/** Models of other families, and older ones, have none of int16: that of fp16 applies. */
const perPrecision = z.object({ fp32: positive, fp16: positive, int16: positive.exactOptional(), int8: positive });

const tensor = z.object({ name: z.string().min(1).max(200), shape: z.array(count).min(1).max(8) });
const tensors = z.array(tensor).min(1).max(MAX_TENSORS);

/**
 * Conversion of one descriptor to a network input: `(scale(max(v, floor)) - mean) / std`, in natural units before the scale.
 * Scales: 'log2', 'logit' (ln(p/(1-p)), p at least `floor` away from 0 and 1), 'linear'. min and max: 0.1 and 99.9
 * percentile of the training data, natural units.
 */
const descriptorStatistics = z
  .object({
    name: z.enum(DESCRIPTORS),
    scale: z.enum(['log2', 'linear', 'logit']),
    floor: number.default(0),
    mean: number,
    std: positive.min(1 / MAX_NUMBER),
    min: number,
    max: number,
  })
  .refine(({ scale, floor }) => scale === 'linear' || floor > 0, { path: ['floor'], error: 'needed, and above 0' });

/** A network in the format of one accelerator. */
export const artifactSchema = z
  .object({
    accelerator: z.string().min(1).max(200),
    precision: z.enum(['fp32', 'fp16', 'int16', 'int8']),
    kind: z.enum(['stateful', 'stateless']),
    file: fileName,
    sha256,
    inputs: tensors,
    outputs: tensors,
    state: z.array(z.object({ input: z.string(), output: z.string() })).max(MAX_TENSORS),
  })
  .refine(({ inputs, outputs }) => valuesOf([...inputs, ...outputs]) <= MAX_TENSOR_VALUES, {
    path: ['inputs'],
    error: `inputs and outputs have more than ${MAX_TENSOR_VALUES} numbers`,
  });

function valuesOf(shapes: readonly z.infer<typeof tensor>[]): number {
  return shapes.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

/** manifest.json of a model folder; its family parses `synthesis` and `timbre`. */
export const manifestSchema = z.object({
  format: z.literal('neurorack-model'),
  formatVersion: z.literal(FORMAT_VERSION),
  id: z
    .string()
    .max(200)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  name: z.string().min(1).max(200),
  version: z
    .string()
    .max(200)
    .regex(/^\d+\.\d+\.\d+/, 'expected a version such as 0.1.0'),
  family: z.string().min(1).max(200),
  licence: z.string().min(1),
  description: z.string(),
  sampleRate: count.min(8000).max(768_000),
  hop: samples,
  lookaheadFrames: z.int().nonnegative(),
  analysis: z.object({
    windows: z.object({ rms: samples, spectral: samples, zcr: samples, f0: samples }),
    ditherDb: z.number().nullable(),
  }),
  descriptors: z
    .array(descriptorStatistics)
    .length(DESCRIPTORS.length)
    .refine(
      (list) => list.every(({ name }, i) => name === DESCRIPTORS[i]),
      `expected the order ${DESCRIPTORS.join(', ')}`,
    ),
  silence: z.array(number),
  synthesis: z.record(z.string(), z.unknown()),
  /** The encoder of timbres; parsed by the family. */
  timbre: z.record(z.string(), z.unknown()).exactOptional(),
  artifacts: z.array(artifactSchema).min(1).max(64),
  reference: z.object({
    input: fileName,
    output: fileName,
    frames: count,
    sha256: z.object({ input: sha256, output: sha256 }),
    /** Largest error of any number of the network's output. */
    tolerance: perPrecision,
    /** Largest RMS error over all numbers and frames. */
    rmsTolerance: perPrecision.exactOptional(),
  }),
  training: z.object({
    data: z.array(z.object({ name: z.string(), licence: z.string(), source: z.string() })),
    steps: z.number(),
    seconds: z.number(),
    seed: z.number(),
  }),
  quality: z.record(z.string(), z.number().nullable()),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestArtifact = Manifest['artifacts'][number];
export type DescriptorStatistics = Manifest['descriptors'][number];
export type Precision = ManifestArtifact['precision'];
