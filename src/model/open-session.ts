import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { pickArtifact, verifyArtifact } from './artifact.ts';
import type { ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';
import { createWindowedSession, windowOf } from './windowed-session.ts';

/**
 * Opens the artifact of a model that fits the accelerator, checksum verified, and warms it up. Stateful or windowed, the
 * session takes and gives one frame a run.
 *
 * @param artifact of the model and for the accelerator; default the one that its maker prefers
 * @returns a session of which the caller is the only user, state zero
 * @throws NeurorackError 'unsupported', 'bad-file', 'bad-model' for the artifact, and whatever the accelerator's `open` throws
 */
export async function openSession(
  model: ModelFolder,
  accelerator: Accelerator,
  artifact: ManifestArtifact = pickArtifact(model, accelerator),
): Promise<InferenceSession> {
  const spec = await verifyArtifact(model, artifact);
  if (artifact.kind === 'stateless') windowOf(spec); // says what is wrong before the device is taken
  const opened = await accelerator.open(spec);
  const session = artifact.kind === 'stateless' ? createWindowedSession(opened, spec) : opened;
  try {
    await session.warmUp();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
