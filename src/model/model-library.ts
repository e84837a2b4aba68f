import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { artifactsFor, verifyArtifact } from './artifact.ts';
import type { Model, ModelFamily } from './family.ts';
import { loadModel } from './load-model.ts';
import type { ManifestArtifact } from './manifest.ts';
import { findModelFolder, type ListedModel, listModels } from './model-list.ts';
import { openSession } from './open-session.ts';
import { type ReferenceResult, replayReference } from './reference.ts';

/** An artifact and its errors against the reference. */
export interface CheckedArtifact extends ReferenceResult {
  readonly artifact: ManifestArtifact;
}

/** The models of one directory, on one accelerator. Errors: see the functions that it combines. */
export interface ModelLibrary {
  readonly directory: string;
  /** Lists all models, sorted by folder name; unusable ones with their error. */
  list(): Promise<ListedModel[]>;
  /** Loads a model by the name of its folder, or by path. */
  load(nameOrPath: string): Promise<Model>;
  /**
   * Opens the model's network on the accelerator, warmed up, with zero state; the caller closes it. When the accelerator cannot open
   * it, the fallback accelerator does where there is one, and `onFallback` is called with the reason.
   */
  open(model: Model, onFallback?: (error: NeurorackError) => void): Promise<InferenceSession>;
  /** Opens another network of the model, on the accelerator or else on the fallback; the caller closes it. */
  openPart(model: Model, artifact: ManifestArtifact): Promise<InferenceSession>;
  /**
   * Replays the reference vectors with every artifact that is for the accelerator, in the manifest's order, those of larger hops
   * last; verifies the file of an encoder.
   */
  check(model: Model): Promise<readonly CheckedArtifact[]>;
}

/** Creates a library; `fallback` opens the models that `accelerator` cannot open. */
export function createModelLibrary(options: {
  directory: string;
  families: readonly ModelFamily[];
  accelerator: Accelerator;
  fallback?: Accelerator | undefined;
}): ModelLibrary {
  const { directory, families, accelerator, fallback } = options;
  return {
    directory,
    list: () => listModels(directory, families),
    load: async (nameOrPath) => loadModel(await findModelFolder(nameOrPath, directory), families),
    open: async (model, onFallback) => {
      try {
        return await openSession(model, accelerator);
      } catch (error) {
        if (fallback === undefined || !(error instanceof NeurorackError)) throw error;
        const session = await openSession(model, fallback);
        onFallback?.(error);
        return session;
      }
    },
    openPart: async (model, artifact) => {
      const plays = ({ name, compilesFrom }: Accelerator): boolean =>
        name === artifact.accelerator || compilesFrom?.accelerator === artifact.accelerator;
      const able = [accelerator, fallback].find((one) => one !== undefined && plays(one));
      return openSession(model, able ?? accelerator, artifact);
    },
    check: async (model) => {
      const { soundEncoder } = model;
      // A bank that is encoded already would hide that its file is missing or damaged.
      if (soundEncoder !== undefined) await verifyArtifact(model, soundEncoder.artifact);
      const checked: CheckedArtifact[] = [];
      for (let played: Model | undefined = model; played !== undefined; played = played.larger) {
        for (const artifact of artifactsFor(played, accelerator)) {
          checked.push(await checkArtifact(played, accelerator, artifact));
        }
      }
      return checked;
    },
  };
}

/** Replays the reference vectors with one artifact. */
export async function checkArtifact(
  model: Model,
  accelerator: Accelerator,
  artifact: ManifestArtifact,
): Promise<CheckedArtifact> {
  const session = await openSession(model, accelerator, artifact);
  try {
    return { artifact, ...(await replayReference(model, artifact, session)) };
  } finally {
    await session.close();
  }
}
