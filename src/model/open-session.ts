import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { pickArtifact, verifyArtifact } from './artifact.ts';
import type { ManifestArtifact } from './manifest.ts';
import { createWindowedSession, windowOf } from './windowed-session.ts';

/**
 * Verifies and opens the artifact of a model for the accelerator, and warms it up. Stateful or windowed, the session processes one
 * frame per run.
 *
 * @param artifact an artifact of the model for the accelerator; default: its author's preference
 * @returns a session with zero state, owned by the caller
 * @throws NeurorackError 'unsupported', 'bad-file', 'bad-model' for the artifact, and the errors of the accelerator's `open`
 */
export async function openSession(
  model: Parameters<typeof pickArtifact>[0],
  accelerator: Accelerator,
  artifact: ManifestArtifact = pickArtifact(model, accelerator),
): Promise<InferenceSession> {
  const spec = await verifyArtifact(model, artifact);
  if (artifact.kind === 'stateless') windowOf(spec); // reports a wrong shape before the device is opened
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
