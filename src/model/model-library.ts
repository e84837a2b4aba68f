import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { artifactsFor } from './artifact.ts';
import type { Model, ModelFamily } from './family.ts';
import { loadModel } from './load-model.ts';
import type { ManifestArtifact } from './manifest.ts';
import { findModelFolder, type ListedModel, listModels } from './model-list.ts';
import { openSession } from './open-session.ts';
import { type ReferenceResult, replayReference } from './reference.ts';

/** An artifact, and how far it is from the reference. */
export interface CheckedArtifact extends ReferenceResult {
  readonly artifact: ManifestArtifact;
}

/** The models of one directory, on one accelerator. Errors: see the functions it puts together. */
export interface ModelLibrary {
  readonly directory: string;
  /** Good ones and bad ones, by folder name. */
  list(): Promise<ListedModel[]>;
  /** A model by its folder's name, or by a path. */
  load(nameOrPath: string): Promise<Model>;
  /**
   * The model's network on the accelerator, warm, state zero; the caller closes it. Where the accelerator cannot open it and
   * there is a fallback, the fallback does, and `onFallback` is called with the accelerator's error.
   */
  open(model: Model, onFallback?: (error: NeurorackError) => void): Promise<InferenceSession>;
  /** Replays the reference vectors with every artifact that is for the accelerator, in the manifest's order. */
  check(model: Model): Promise<readonly CheckedArtifact[]>;
}

/** Puts loading, opening and checking together. */
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
    check: async (model) => {
      const checked: CheckedArtifact[] = [];
      for (const artifact of artifactsFor(model, accelerator)) {
        const session = await openSession(model, accelerator, artifact);
        try {
          checked.push({ artifact, ...(await replayReference(model, artifact, session)) });
        } finally {
          await session.close();
        }
      }
      return checked;
    },
  };
}
