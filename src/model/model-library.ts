import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { pickArtifact } from './artifact.ts';
import type { Model, ModelFamily } from './family.ts';
import { loadModel } from './load-model.ts';
import { findModelFolder, type ListedModel, listModels } from './model-list.ts';
import { openSession } from './open-session.ts';
import { type ReferenceResult, replayReference } from './reference.ts';

/** The models of one directory, on one accelerator. Errors: see the functions it puts together. */
export interface ModelLibrary<M extends Model> {
  readonly directory: string;
  /** Good ones and bad ones, by folder name. */
  list(): Promise<ListedModel<M>[]>;
  /** A model by its folder's name, or by a path. */
  load(nameOrPath: string): Promise<M>;
  /** The model's network on the accelerator, warm, state zero; the caller closes it. */
  open(model: M): Promise<InferenceSession>;
  /** Replays the reference vectors on the accelerator. */
  check(model: M): Promise<ReferenceResult>;
}

/** Puts loading, opening and checking together. */
export function createModelLibrary<M extends Model>(options: {
  directory: string;
  families: readonly ModelFamily<M>[];
  accelerator: Accelerator;
}): ModelLibrary<M> {
  const { directory, families, accelerator } = options;
  return {
    directory,
    list: () => listModels(directory, families),
    load: async (nameOrPath) => loadModel(await findModelFolder(nameOrPath, directory), families),
    open: (model) => openSession(model, accelerator),
    check: async (model) => {
      const session = await openSession(model, accelerator);
      try {
        return await replayReference(model, pickArtifact(model, accelerator.name), session);
      } finally {
        await session.close();
      }
    },
  };
}
