import * as z from 'zod';
import { DEFAULT_ANALYSIS } from '../../descriptors/descriptor.ts';
import { badManifest, parseSection } from '../../model/bad-manifest.ts';
import type { ModelFolder } from '../../model/family.ts';

const MAX_NUMBER = 1e6;
const number = z.number().min(-MAX_NUMBER).max(MAX_NUMBER);
/** Exports keep 128 at most; noise is random lanes too, up to a hop of them. */
const MAX_LATENTS = 1024;
const MAX_RANDOM = 2 ** 14;
/** Six seconds: exports have up to 0.4 s. */
const delay = z
  .int()
  .min(0)
  .max(2 ** 18);
const MIN_HOP = 128;
const MAX_HOP = 2048;
const count = z.int().positive();
const tensors = z
  .array(z.object({ name: z.string().min(1).max(200), shape: z.array(count).min(1).max(8) }))
  .min(1)
  .max(64);

const encoderSchema = z.object({
  file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'expected a plain file name'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
  inputs: tensors,
  outputs: tensors,
  state: z.array(z.object({ input: z.string(), output: z.string() })).max(64),
});

const synthesisSchema = z
  .object({
    latents: count.max(MAX_LATENTS),
    randomLatents: z.int().min(0).max(MAX_RANDOM),
    randomScale: z.number().min(0).max(100),
    decoderDelay: delay,
    encoderDelay: delay,
    generation: z.string().min(1).max(100),
    correction: z.enum(['none', 'odd-bands']),
    latentMean: z.array(number),
    latentStd: z.array(
      z
        .number()
        .min(1 / MAX_NUMBER)
        .max(MAX_NUMBER),
    ),
    encoder: encoderSchema.exactOptional(),
  })
  .superRefine(({ latents, latentMean, latentStd }, context) => {
    for (const [field, list] of [['latentMean', latentMean] as const, ['latentStd', latentStd] as const]) {
      if (list.length === latents) continue;
      context.addIssue({ code: 'custom', path: [field], message: `${list.length} numbers for ${latents} latents` });
    }
  });

/** The network that encodes sounds for the decoder; `x` of a hop to `y` of the latents. */
export type EncoderSection = z.infer<typeof encoderSchema>;

/** The section `synthesis` of a model of this family. */
export type RaveSection = z.infer<typeof synthesisSchema>;

/**
 * Parses and checks `synthesis`, and the family's assumptions about the other fields.
 *
 * @throws NeurorackError 'bad-model' that names the field
 */
export function parseRave(model: ModelFolder): RaveSection {
  const { manifest } = model;
  const section = parseSection(model, 'synthesis', synthesisSchema, manifest.synthesis);
  const { hop, lookaheadFrames } = manifest;
  if (hop < MIN_HOP || hop > MAX_HOP)
    throw badManifest(model, 'hop', `is ${hop}, the family plays ${MIN_HOP} to ${MAX_HOP}`);
  if (lookaheadFrames !== 1) throw badManifest(model, 'lookaheadFrames', `is ${lookaheadFrames}, the family's is 1`);
  for (const [i, { kind }] of manifest.artifacts.entries()) {
    if (kind !== 'stateful')
      throw badManifest(model, `artifacts[${i}].kind`, `is '${kind}', the family needs 'stateful'`);
  }
  if (manifest.sampleRate > 4 * DEFAULT_ANALYSIS.sampleRate) {
    const problem = `is ${manifest.sampleRate} Hz, the family plays up to ${4 * DEFAULT_ANALYSIS.sampleRate} Hz`;
    throw badManifest(model, 'sampleRate', problem);
  }
  if (section.encoder !== undefined) checkEncoder(model, section, section.encoder);
  return section;
}

function checkEncoder(model: ModelFolder, { latents }: RaveSection, { inputs, outputs, state }: EncoderSection): void {
  const check = (field: string, list: EncoderSection['inputs'], name: string, size: number): void => {
    const shape = list.find((tensor) => tensor.name === name)?.shape.join('×') ?? 'missing';
    const needed = `1×${size}×1×1`;
    const wanted = name === 'x' ? `1×${size}, as the hop` : `1×${size}, as the latents`;
    if (shape !== needed && shape !== `1×1×${size}×1` && shape !== `1×${size}`) {
      throw badManifest(model, `synthesis.encoder.${field}`, `${name} is ${shape}, not ${wanted}`);
    }
  };
  check('inputs', inputs, 'x', model.manifest.hop);
  check('outputs', outputs, 'y', latents);
  const paired = new Set(state.flatMap(({ input, output }) => [input, output]));
  const loose = [...inputs, ...outputs].find(({ name }) => name !== 'x' && name !== 'y' && !paired.has(name));
  if (loose !== undefined) throw badManifest(model, 'synthesis.encoder.state', `${loose.name} is in no pair`);
}
