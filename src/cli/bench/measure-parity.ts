import type { Accelerator } from '../../contracts/accelerator.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { createPath } from '../../descriptors/transform/create-path.ts';
import { artifactsFor } from '../../model/artifact.ts';
import type { Model } from '../../model/family.ts';
import type { ManifestArtifact } from '../../model/manifest.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { openSession } from '../../model/open-session.ts';
import { timingOf } from '../../model/timing.ts';
import { renderTrigger } from '../../voice/render-trigger.ts';
import { createVoice } from '../../voice/voice.ts';
import { descriptorErrors } from './descriptor-errors.ts';
import { logSpectralDistanceDb } from './log-spectral-distance.ts';
import type { BenchResult } from './result-schema.ts';

type Parity = NonNullable<BenchResult['parity']>;

const SECONDS = 2;

export interface ParityOptions {
  readonly models: ModelLibrary;
  readonly accelerator: Accelerator;
  readonly fallback: Accelerator | undefined;
}

interface Reference {
  readonly artifact: ManifestArtifact;
  readonly samples: Float32Array;
}

/**
 * Measures the error of each artifact for this board's accelerator: on the model's reference vectors, and of the sound of `tone` against
 * the same sound in float32 where this board can compute that.
 *
 * @throws NeurorackError as `ModelLibrary.check`
 */
export async function measureParity(
  { models, accelerator, fallback }: ParityOptions,
  { model, tone }: { readonly model: Model; readonly tone: DescriptorSet },
): Promise<Parity> {
  const reference = await soundOfReference([accelerator, fallback], model, tone);
  const parity: Parity = [];
  for (const { artifact, ...result } of await models.check(model)) {
    const { file, accelerator: taker } = reference?.artifact ?? artifact;
    const isItself = artifact.file === file && artifact.accelerator === taker;
    const sound = isItself ? undefined : await play(accelerator, { model, artifact, tone });
    const both = reference === undefined || sound === undefined ? undefined : ([reference.samples, sound] as const);
    const options = { settings: tone.analysis, stats: model.manifest.descriptors };
    parity.push({
      file: artifact.file,
      precision: artifact.precision,
      kind: artifact.kind,
      frames: result.frames,
      maxError: finite(result.maxError),
      rmsError: finite(result.rmsError),
      tolerance: result.tolerance,
      rmsTolerance: result.rmsTolerance ?? null,
      passed: result.passed,
      logSpectralDistanceDb: both === undefined ? null : logSpectralDistanceDb(...both),
      descriptorErrors: both === undefined ? null : descriptorErrors(...both, options),
    });
  }
  return parity;
}

/** Renders the tone in float32 on the first accelerator that can; undefined without one. */
async function soundOfReference(
  accelerators: readonly (Accelerator | undefined)[],
  model: Model,
  tone: DescriptorSet,
): Promise<Reference | undefined> {
  for (const accelerator of accelerators) {
    if (accelerator === undefined) continue;
    if (!model.manifest.artifacts.some((one) => one.accelerator === accelerator.name)) continue;
    const artifact = artifactsFor(model, accelerator).find(({ precision }) => precision === 'fp32');
    if (artifact !== undefined) return { artifact, samples: await play(accelerator, { model, artifact, tone }) };
  }
  return undefined;
}

async function play(
  accelerator: Accelerator,
  request: { readonly model: Model; readonly artifact: ManifestArtifact; readonly tone: DescriptorSet },
): Promise<Float32Array> {
  const { manifest } = request.model;
  const session = await openSession(request.model, accelerator, request.artifact);
  try {
    const voice = await createVoice({ model: request.model, session });
    const path = createPath({ a: request.tone, stats: manifest.descriptors });
    return await renderTrigger({ voice, path, seed: 1, samples: SECONDS * timingOf(request.model).sampleRate });
  } finally {
    await session.close();
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
