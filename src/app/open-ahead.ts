import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import type { AnnouncedModel, ModelProgramSpec } from '../engine/program.ts';
import type { Model } from '../model/family.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { createThreadModels } from './thread-models.ts';

/** A model that was opened before the program that plays it was known. */
export interface ModelAhead {
  readonly model: Model;
  readonly session: InferenceSession;
  readonly synthesizer: Synthesizer;
  /** Whether it is what a program names. */
  isFor(spec: ModelProgramSpec, accelerator: Accelerator): boolean;
}

/**
 * Opens a model that a program will probably name, with the tables of its synthesis. Undefined for a model whose network is timed with the
 * program's blocks and voices first, and for one that cannot be opened: the program reports why.
 */
export async function openAhead(announced: AnnouncedModel, accelerator: Accelerator): Promise<ModelAhead | undefined> {
  const models = createThreadModels(announced, accelerator);
  try {
    const model = await models.load(announced.model);
    if (!model.network.isAlwaysInline) return undefined;
    const session = await models.open(model);
    return { model, session, synthesizer: model.createSynthesizer(), isFor };
  } catch {
    return undefined;
  }

  function isFor(wanted: ModelProgramSpec, wantedAccelerator: Accelerator): boolean {
    return (
      wanted.network !== 'thread' &&
      wanted.modelsDirectory === announced.modelsDirectory &&
      wanted.model === announced.model &&
      wanted.accelerator === announced.accelerator &&
      wantedAccelerator.name === accelerator.name
    );
  }
}

/** The model that was opened ahead, where a program names it; another one is closed. */
export async function takeAhead(
  opening: Promise<ModelAhead | undefined> | undefined,
  spec: ModelProgramSpec,
  accelerator: Accelerator,
): Promise<ModelAhead | undefined> {
  const opened = await opening;
  if (opened === undefined || opened.isFor(spec, accelerator)) return opened;
  await opened.session.close();
  return undefined;
}
