import { Container } from 'inversify';
import type { Accelerator } from '../contracts/accelerator.ts';
import type { ModelProgramSpec, Program } from '../engine/program.ts';
import { createLiveVoice } from '../voice/live-voice.ts';
import { modelsModule } from './modules/models-module.ts';
import { SERVICES } from './services.ts';

/** Opens a model as a live voice. Render thread. */
export async function openModelProgram(spec: ModelProgramSpec, accelerator: Accelerator): Promise<Program> {
  const { modelsDirectory, model: name, seed, patch, map } = spec;
  const container = createRenderContainer({ modelsDirectory, accelerator });
  const models = container.get(SERVICES.models);
  const model = await models.load(name);
  const session = await models.open(model);
  const voice = await createLiveVoice({ model, session, seed, patch, map, clock: () => performance.now() });
  return {
    renderer: voice,
    notice: session.notice,
    handle: (command) => {
      if (command.kind === 'patch') voice.setPatch(command.patch);
      else if (command.kind === 'map') voice.setMap(command.map);
    },
    join: (elapsed) => voice.join(elapsed),
    times: () => {
      const { networkMs, dspMs } = voice.meters;
      return { networkUs: 1000 * networkMs, dspUs: 1000 * dspMs };
    },
    close: () => session.close(),
  };
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
