import { join } from 'node:path';
import type { Accelerator, ArtifactSpec } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { readVerified } from './checksum.ts';
import type { ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/** What of an accelerator says which artifacts are for it. */
type Taker = Pick<Accelerator, 'name' | 'compilesFrom'>;

/**
 * The artifact of a model for an accelerator; of several the first, which is the one its maker prefers.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it
 */
export function pickArtifact(model: ModelFolder, accelerator: Taker): ManifestArtifact {
  return artifactsFor(model, accelerator)[0];
}

/**
 * Every artifact of a model for an accelerator: other precisions and kinds of the same weights.
 *
 * @throws NeurorackError 'unsupported' when the model has none for it
 */
export function artifactsFor(
  { manifest }: ModelFolder,
  { name, compilesFrom: makesFrom }: Taker,
): [ManifestArtifact, ...ManifestArtifact[]] {
  const named = (taker: string) => manifest.artifacts.filter(({ accelerator }) => accelerator === taker);
  const own = named(name);
  const made =
    makesFrom === undefined || own.length > 0
      ? []
      : named(makesFrom.accelerator)
          .filter(({ precision }) => precision === 'fp32')
          .map((artifact) => ({ ...artifact, accelerator: name, precision: makesFrom.precision }));
  const [first, ...more] = [...own, ...made];
  if (first !== undefined) return [first, ...more];
  const offered = manifest.artifacts.map((artifact) => artifact.accelerator).join(', ');
  throw new NeurorackError('unsupported', `the model ${manifest.id} has no artifact for ${name}, only for ${offered}`, {
    remedy: `choose another model, or export ${manifest.id} for ${name} as docs/exports.md says`,
  });
}

/**
 * Checks the artifact's file against the manifest and says what an accelerator needs to open it.
 *
 * @throws NeurorackError 'bad-file' when it cannot be read; 'bad-model' when its checksum differs
 */
export async function verifyArtifact(model: ModelFolder, artifact: ManifestArtifact): Promise<ArtifactSpec> {
  await readVerified(model, artifact.file, { sha256: artifact.sha256 });
  const { inputs, outputs, state } = artifact;
  return { path: join(model.folder, artifact.file), inputs, outputs, state };
}
