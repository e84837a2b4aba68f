import type { Container } from 'inversify';
import { SERVICES } from '../../app/services.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { artifactsFor } from '../../model/artifact.ts';
import type { Model } from '../../model/family.ts';
import { type CheckedArtifact, checkArtifact } from '../../model/model-library.ts';

/** An artifact, the accelerator that has replayed it, and its errors. */
export interface CheckedPrecision extends CheckedArtifact {
  readonly accelerator: string;
}

/** Replays the reference vectors of a model on the board's accelerator, then on the same one in its other precisions, where they have the network. */
export async function checkPrecisions(container: Container, model: Model): Promise<readonly CheckedPrecision[]> {
  const own = container.get(SERVICES.accelerator).name;
  const checked: CheckedPrecision[] = [];
  for (const result of await container.get(SERVICES.models).check(model)) checked.push({ accelerator: own, ...result });
  for (const other of container.get(SERVICES.target).createOtherPrecisions?.() ?? []) {
    for (const artifact of (await ifSupported(async () => artifactsFor(model, other))) ?? []) {
      const result = await ifSupported(() => checkArtifact(model, other, artifact));
      if (result !== undefined) checked.push({ accelerator: other.name, ...result });
    }
  }
  return checked;
}

/** The result, or undefined where the accelerator does not have the network in its precision. */
async function ifSupported<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NeurorackError && error.kind === 'unsupported') return undefined;
    throw error;
  }
}
