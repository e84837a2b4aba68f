import * as z from 'zod';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';

/** The newest format of manifest.json that this code reads. */
export const FORMAT_VERSION = 1;

const positive = z.number().positive();
const count = z.int().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');
/** A file in the model's own folder; paths are refused. */
const fileName = z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'expected a plain file name');

const perPrecision = z.object({ fp32: positive, fp16: positive, int8: positive });

const tensor = z.object({ name: z.string().min(1), shape: z.array(count).min(1) });

/**
 * Conversion of one descriptor to a network input: `(scale(max(v, floor)) - mean) / std`, in natural units before the scale.
 * Scales: 'log2', 'logit' (ln(p/(1-p)), p at least `floor` away from 0 and 1), 'linear'. min and max: 0.1 and 99.9
 * percentile of the training data, natural units.
 */
const descriptorStatistics = z
  .object({
    name: z.enum(DESCRIPTORS),
    scale: z.enum(['log2', 'linear', 'logit']),
    floor: z.number().default(0),
    mean: z.number(),
    std: positive,
    min: z.number(),
    max: z.number(),
  })
  .refine(({ scale, floor }) => scale === 'linear' || floor > 0, { path: ['floor'], error: 'needed, and above 0' });

const artifact = z.object({
  accelerator: z.string().min(1),
  precision: z.enum(['fp32', 'fp16', 'int8']),
  kind: z.enum(['stateful', 'stateless']),
  file: fileName,
  sha256,
  inputs: z.array(tensor).min(1),
  outputs: z.array(tensor).min(1),
  state: z.array(z.object({ input: z.string(), output: z.string() })),
});

/** manifest.json of a model folder; its family parses `synthesis` and `timbre`. */
export const manifestSchema = z.object({
  format: z.literal('neurorack-model'),
  formatVersion: z.literal(FORMAT_VERSION),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+/, 'expected a version such as 0.1.0'),
  family: z.string().min(1),
  licence: z.string().min(1),
  description: z.string(),
  sampleRate: count,
  hop: count,
  lookaheadFrames: z.int().nonnegative(),
  analysis: z.object({
    windows: z.object({ rms: count, spectral: count, zcr: count, f0: count }),
    ditherDb: z.number().nullable(),
  }),
  descriptors: z
    .array(descriptorStatistics)
    .length(DESCRIPTORS.length)
    .refine(
      (list) => list.every(({ name }, i) => name === DESCRIPTORS[i]),
      `expected the order ${DESCRIPTORS.join(', ')}`,
    ),
  silence: z.array(z.number()),
  synthesis: z.record(z.string(), z.unknown()),
  /** The encoder of timbres; parsed by the family. */
  timbre: z.record(z.string(), z.unknown()).exactOptional(),
  artifacts: z.array(artifact).min(1),
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
