import * as z from 'zod';
import { DEFAULT_ANALYSIS } from '../../descriptors/descriptor.ts';
import { badManifest, parseSection } from '../../model/bad-manifest.ts';
import { checkEncoder, encoderSchema } from '../../model/encoder-section.ts';
import type { ModelFolder } from '../../model/family.ts';
import { artifactSchema, type ManifestArtifact } from '../../model/manifest.ts';

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
/** 2048 samples are 16 latents of 128. */
const latentsPerRun = count.max(16);

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
    /** Rows of latents in `x`, each with its random ones: a hop of the network has as many. */
    latentsPerRun: latentsPerRun.default(1),
    /** The same network with more latents a run, the fewest first: a board that is too slow for the model plays the first of them that it can. */
    largerRuns: z
      .array(z.object({ latentsPerRun, artifacts: z.array(artifactSchema).min(1).max(64) }))
      .max(4)
      .exactOptional(),
  })
  .superRefine(({ latents, latentMean, latentStd }, context) => {
    for (const [field, list] of [['latentMean', latentMean] as const, ['latentStd', latentStd] as const]) {
      if (list.length === latents) continue;
      context.addIssue({ code: 'custom', path: [field], message: `${list.length} numbers for ${latents} latents` });
    }
  });

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
  checkRuns(model, section);
  if (section.encoder !== undefined) {
    const { latents, latentsPerRun: own } = section;
    checkEncoder(model, 'synthesis.encoder', section.encoder, { latents, hop: hop / own });
  }
  return section;
}

/** The hop is a whole number of latents, and each larger run is a whole number of the model's, in reference vectors too. */
function checkRuns(model: ModelFolder, section: RaveSection): void {
  const { hop, reference } = model.manifest;
  const { latents, randomLatents, latentsPerRun: own, largerRuns = [] } = section;
  if (hop % own !== 0) throw badManifest(model, 'synthesis.latentsPerRun', `${own} do not divide the hop of ${hop}`);
  let before = own;
  for (const [i, { latentsPerRun: count, artifacts }] of largerRuns.entries()) {
    const field = `synthesis.largerRuns[${i}]`;
    if (
      count <= before ||
      count % own !== 0 ||
      (hop / own) * count > MAX_HOP ||
      reference.frames % (count / own) !== 0
    ) {
      const wanted = `a multiple of ${own} above ${before}, up to a hop of ${MAX_HOP}, that divides the reference`;
      throw badManifest(model, `${field}.latentsPerRun`, `is ${count}, not ${wanted}`);
    }
    before = count;
    for (const [j, { inputs, outputs }] of artifacts.entries()) {
      checkSize(model, `${field}.artifacts[${j}].inputs`, {
        list: inputs,
        name: 'x',
        size: (latents + randomLatents) * count,
      });
      checkSize(model, `${field}.artifacts[${j}].outputs`, { list: outputs, name: 'y', size: (hop / own) * count });
    }
  }
}

function checkSize(
  model: ModelFolder,
  field: string,
  { list, name, size }: { readonly list: ManifestArtifact['inputs']; readonly name: string; readonly size: number },
): void {
  const shape = list.find((tensor) => tensor.name === name)?.shape.join('×') ?? 'missing';
  if (shape !== `1×${size}×1×1`)
    throw badManifest(model, field, `${name} is ${shape}, not 1×${size}×1×1, as its latents`);
}
