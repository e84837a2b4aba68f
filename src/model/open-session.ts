import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { pickArtifact, verifyArtifact } from './artifact.ts';
import type { ModelFolder } from './family.ts';

/**
 * Opens the artifact of a model that fits the accelerator, checksum verified, and warms it up.
 *
 * @returns a session of which the caller is the only user, state zero
 * @throws NeurorackError 'unsupported', 'bad-file', 'bad-model' for the artifact, and whatever the accelerator's `open` throws
 */
export async function openSession(model: ModelFolder, accelerator: Accelerator): Promise<InferenceSession> {
  const artifact = pickArtifact(model, accelerator.name);
  if (artifact.kind !== 'stateful') {
    throw new NeurorackError(
      'unsupported',
      `${artifact.file} is ${artifact.kind}: only stateful artifacts are played`,
      {
        remedy: `export ${model.manifest.id} for ${accelerator.name} with its state as inputs and outputs`,
      },
    );
  }
  const session = await accelerator.open(await verifyArtifact(model, artifact));
  try {
    await session.warmUp();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
