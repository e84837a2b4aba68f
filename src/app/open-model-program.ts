import { Container } from 'inversify';
import type { Accelerator } from '../contracts/accelerator.ts';
import type { ModelProgramSpec, Program } from '../engine/program.ts';
import { createModelProgram } from './model-program.ts';
import { modelsModule } from './modules/models-module.ts';
import { SERVICES } from './services.ts';

/** Opens a model as a live voice. Render thread. */
export async function openModelProgram(spec: ModelProgramSpec, accelerator: Accelerator): Promise<Program> {
  const container = createRenderContainer({ modelsDirectory: spec.modelsDirectory, accelerator });
  const models = container.get(SERVICES.models);
  const model = await models.load(spec.model);
  return createModelProgram(spec, { model, session: await models.open(model) });
}

/** The composition root of a render thread. The engine has chosen the accelerator, and replaces it by the fallback itself when it fails. */
function createRenderContainer(options: {
  readonly modelsDirectory: string;
  readonly accelerator: Accelerator;
}): Container {
  const container = new Container();
  container.load(modelsModule({ directory: options.modelsDirectory }));
  container.bind(SERVICES.accelerator).toConstantValue(options.accelerator);
  container.bind(SERVICES.fallbackAccelerator).toConstantValue(undefined);
  return container;
}
