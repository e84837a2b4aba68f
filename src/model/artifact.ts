import type { Accelerator, ArtifactSpec } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { readVerified } from './checksum.ts';
import { type ModelFolder, pathIn } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/** The part of an accelerator that selects artifacts. */
type AcceleratorId = Pick<Accelerator, 'name' | 'compilesFrom'>;

/**
 * Selects the artifact of a model for an accelerator: the first in the manifest, which is its author's preference.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it
 */
export function pickArtifact(model: ModelFolder, accelerator: AcceleratorId): ManifestArtifact {
  return artifactsFor(model, accelerator)[0];
}

/**
 * Selects all artifacts of a model for an accelerator: other precisions and kinds of the same weights.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it
 */
export function artifactsFor(
  { manifest }: ModelFolder,
  { name, compilesFrom: makesFrom }: AcceleratorId,
): [ManifestArtifact, ...ManifestArtifact[]] {
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
