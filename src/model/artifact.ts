import type { Accelerator, ArtifactSpec } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { readVerified } from './checksum.ts';
import { type ModelFolder, pathIn, type Refusals } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/** The part of an accelerator that selects artifacts. */
type AcceleratorId = Pick<Accelerator, 'name' | 'compilesFrom'>;
/** A model, or a folder whose family has not checked it. */
type Candidate = ModelFolder & { readonly refusals?: Refusals | undefined };

/**
 * Selects the artifact of a model for an accelerator: the first in the manifest, which is its author's preference.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it, or its family refuses the accelerator
 */
export function pickArtifact(model: Candidate, accelerator: AcceleratorId): ManifestArtifact {
  return artifactsFor(model, accelerator)[0];
}

/**
 * Selects all artifacts of a model for an accelerator: other precisions and kinds of the same weights.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it, or its family refuses the accelerator
 */
export function artifactsFor(
  { manifest, refusals = {} }: Candidate,
  { name, compilesFrom: makesFrom }: AcceleratorId,
): [ManifestArtifact, ...ManifestArtifact[]] {
  if (refusals[name] !== undefined) {
    throw new NeurorackError('unsupported', `the model ${manifest.id} does not run on ${name}: ${refusals[name]}`, {
      remedy: `let the processor play it, or choose a model of another family than ${manifest.family}`,
    });
  }
  const forAccelerator = (wanted: string) => manifest.artifacts.filter(({ accelerator }) => accelerator === wanted);
  const own = forAccelerator(name);
  const converted =
    makesFrom === undefined || own.length > 0
      ? []
      : forAccelerator(makesFrom.accelerator)
          .filter(({ precision }) => precision === 'fp32')
          .map((artifact) => ({ ...artifact, accelerator: name, precision: makesFrom.precision }));
  const [first, ...more] = [...own, ...converted];
  if (first !== undefined) return [first, ...more];
  const offered = manifest.artifacts.map((artifact) => artifact.accelerator).join(', ');
  throw new NeurorackError('unsupported', `the model ${manifest.id} has no artifact for ${name}, only for ${offered}`, {
    remedy: `choose another model, or export ${manifest.id} for ${name} as docs/exports.md says`,
  });
}

/**
 * Verifies the artifact's file against the manifest; returns the description that an accelerator opens.
 *
 * @throws NeurorackError 'bad-file' when it cannot be read; 'bad-model' when its checksum differs
 */
export async function verifyArtifact(model: ModelFolder, artifact: ManifestArtifact): Promise<ArtifactSpec> {
  await readVerified(model, artifact.file, { sha256: artifact.sha256 });
  const { inputs, outputs, state } = artifact;
  return { path: pathIn(model, artifact.file), inputs, outputs, state };
}
