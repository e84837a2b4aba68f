import * as z from 'zod';
import { sizeOf } from '../../contracts/session-tensors.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE, MODE_ANALYSIS } from '../../descriptors/timbre/timbre.ts';
import { badManifest, parseSection } from '../../model/bad-manifest.ts';
import type { Model, ModelFamily, ModelFolder } from '../../model/family.ts';
import type { Manifest, ManifestArtifact } from '../../model/manifest.ts';

const positive = z.number().positive();
const count = z.int().positive();

/** Constants of the sources and filters around the network; the formulas are in `src/synth`. */
const synthesisSchema = z.object({
  subframes: count,
  partials: count,
  noiseBands: z.object({
    count,
    lowHz: positive,
    highHz: positive,
    transition: positive,
    loopLength: count.refine((n) => Number.isInteger(Math.log2(n)), 'expected a power of two'),
    flattening: z.int().min(0).max(32).default(0),
  }),
  gain: z.object({ range: positive, offset: z.number(), floor: z.number().min(0).exactOptional() }),
  cutoff: z.object({ lowHz: positive, octaves: positive }),
  crossover: z.object({ taps: count.refine((n) => n % 2 === 1, 'expected an odd number'), noiseFloor: z.number() }),
  antiAlias: z.object({ nyquistFraction: positive.max(0.5), widthHz: positive }),
  level: z.object({ floor: positive, holdSamples: count, relativeScale: positive }),
  modes: z
    .object({
      ...sameAs(MODE_ANALYSIS),
      bands: count,
      bandLowHz: positive,
      bandHighHz: positive,
      floorOctaves: positive,
    })
    .exactOptional(),
});

/** How a model folds a sound's colour into its timbre code. */
const timbreSchema = z.object({
  colour: z.object({
    ...sameAs({ ...COLOUR_ANALYSIS, stretches: undefined }),
    stretches: z.array(z.number()).refine((ends) => ends.join() === COLOUR_ANALYSIS.stretches.join(), {
      error: `this instrument measures stretches of ${COLOUR_ANALYSIS.stretches.join(', ')}`,
    }),
  }),
  code: count,
  weight: z.array(z.number()),
  bias: z.array(z.number()),
});

/** Fields that have to be what the instrument's own analysis has: it measures the sounds that the model is given. */
function sameAs(numbers: Readonly<Record<string, number | undefined>>): Record<string, z.ZodType<number>> {
  const known = Object.entries(numbers).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, z.literal(value)]));
}

export type SincNsfSynthesis = z.infer<typeof synthesisSchema>;
export type SincNsfTimbre = z.infer<typeof timbreSchema>;

/** A frame-rate network that steers partials and noise bands through time-varying sinc filters. */
export interface SincNsfModel extends Model {
  readonly family: 'sinc-nsf';
  readonly manifest: Omit<Manifest, 'timbre'> & {
    readonly synthesis: SincNsfSynthesis;
    readonly timbre?: SincNsfTimbre;
  };
}

/**
 * The family of the default model. Network: `x` [1, 7 + subframes (+ code + modal bands), 1, 1] (normalised
 * descriptors, level lane, timbre) to `y` [1, subframes * (partials + bands (+ modal bands) + 1), 1, 1], state in caches of any
 * number and shape.
 */
export const sincNsf: ModelFamily<SincNsfModel> = {
  name: 'sinc-nsf',
  parse: (model) => {
    const { timbre: encoder, ...manifest } = model.manifest;
    const synthesis = parseSection(model, 'synthesis', synthesisSchema, manifest.synthesis);
    checkTiming(model, synthesis);
    const { modes } = synthesis;
    const timbre = modes && parseSection(model, 'timbre', timbreSchema, encoder);
    if (timbre !== undefined) checkTimbre(model, timbre);
    const inputs = manifest.descriptors.length + synthesis.subframes + (modes?.bands ?? 0) + (timbre?.code ?? 0);
    const outputs = synthesis.subframes * (synthesis.partials + synthesis.noiseBands.count + (modes?.bands ?? 0) + 1);
    manifest.artifacts.forEach((artifact, i) => {
      const frames = artifact.kind === 'stateless' ? (artifact.inputs[0].shape[3] ?? 1) : 1;
      checkTensor(model, `artifacts[${i}].inputs`, artifact.inputs, 'x', [1, inputs, 1, frames]);
      checkTensor(model, `artifacts[${i}].outputs`, artifact.outputs, 'y', [1, outputs, 1, 1]);
      checkState(model, `artifacts[${i}].state`, artifact);
    });
    if (manifest.silence.length !== inputs) {
      throw badManifest(model, 'silence', `${manifest.silence.length} numbers, the network takes ${inputs}`);
    }
    return {
      folder: model.folder,
      family: 'sinc-nsf',
      manifest: { ...manifest, synthesis, ...(timbre && { timbre }) },
    };
  },
};

function checkTiming(model: ModelFolder, { subframes, noiseBands, level }: SincNsfSynthesis): void {
  const { hop, sampleRate } = model.manifest;
  const subframe = hop / subframes;
  if (!Number.isInteger(subframe)) throw badManifest(model, 'synthesis.subframes', `does not divide the hop of ${hop}`);
  if (level.holdSamples % subframe !== 0) {
    throw badManifest(model, 'synthesis.level.holdSamples', `not a multiple of ${subframe} samples, a sub-frame`);
  }
  if (noiseBands.highHz <= noiseBands.lowHz || noiseBands.highHz > sampleRate / 2) {
    throw badManifest(model, 'synthesis.noiseBands.highHz', `not between lowHz and half of ${sampleRate} Hz`);
  }
}

function checkTimbre(model: ModelFolder, { code, weight, bias }: SincNsfTimbre): void {
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

function checkTensor(
  model: ModelFolder,
  field: string,
  tensors: ManifestArtifact['inputs'],
  name: string,
  shape: readonly number[],
): void {
  const found = tensors.find((tensor) => tensor.name === name);
  if (found?.shape.join() === shape.join()) return;
  const is = found === undefined ? 'missing' : found.shape.join('×');
  throw badManifest(model, field, `${name} is ${is}, the family sinc-nsf needs ${shape.join('×')}`);
}

/** Every tensor but x and y is state, and each pair has one size. */
function checkState(model: ModelFolder, field: string, { inputs, outputs, state }: ManifestArtifact): void {
  for (const { input, output } of state) {
    const from = outputs.find(({ name }) => name === output);
    const to = inputs.find(({ name }) => name === input);
    if (from === undefined || to === undefined || sizeOf(from) !== sizeOf(to)) {
      throw badManifest(model, field, `${output} cannot become ${input}`);
    }
  }
  const paired = new Set(state.flatMap(({ input, output }) => [input, output]));
  const loose = [...inputs, ...outputs].find(({ name }) => name !== 'x' && name !== 'y' && !paired.has(name));
  if (loose !== undefined) throw badManifest(model, field, `${loose.name} is in no pair`);
}
