import { Container } from 'inversify';
import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { measureRun } from '../engine/measure-run.ts';
import { planNetwork } from '../engine/network-plan.ts';
import type { ModelProgramSpec, Program, ProgramContext } from '../engine/program.ts';
import type { OpenedNetwork, OpenNetwork } from '../engine/threads/network-thread.ts';
import { timingOf } from '../model/timing.ts';
import { createModelProgram } from './model-program.ts';
import { modelsModule } from './modules/models-module.ts';
import { SERVICES } from './services.ts';

/** Opens a model as a live voice, its network here or on a thread of its own. Render thread. */
export async function openModelProgram(
  spec: ModelProgramSpec,
  accelerator: Accelerator,
  { block, startNetwork }: Partial<ProgramContext> = {},
): Promise<Program> {
  const models = createRenderContainer(spec, accelerator).get(SERVICES.models);
  const model = await models.load(spec.model);
  const session = await models.open(model);
  const isInline = model.network.isAlwaysInline && spec.network !== 'thread';
  if (isInline || block === undefined || spec.network === 'inline') {
    return createModelProgram(spec, { model, session });
  }
  const synthesizer = model.createSynthesizer();
  const { hop, sampleRate } = model.manifest;
  const { hop: voiceHop, sampleRate: voiceRate } = timingOf(model);
  const runUs = await measureRun(session, () => performance.now());
  const startRuns = synthesizer.stream?.startRuns ?? 1;
  const plan = planNetwork(
    { model: spec.model, runUs, hop, sampleRate, voiceHop, voiceRate, startRuns, block },
    spec.network,
  );
  const { refusal } = plan;
  if (plan.isInline || startNetwork === undefined) {
    return createModelProgram(spec, { model, session, synthesizer, refusal });
  }
  // Closed first: a device may have memory for one session alone.
  await session.close();
  return createModelProgram(spec, { model, session: await startNetwork(spec), synthesizer, plan, refusal });
}

/** Opens the session of a network's thread. */
export const openNetwork: OpenNetwork = async (spec, accelerator) => {
  const models = createRenderContainer(spec, accelerator).get(SERVICES.models);
  const model = await models.load(spec.model);
  const { session, times } = timed(await models.open(model));
  return { session: model.createSynthesizer().stream?.connect(session) ?? session, times };
};

/** A session whose runs are counted and timed. */
function timed(session: InferenceSession): Required<OpenedNetwork> {
  const times = { runs: 0, us: 0 };
  let since = 0;
  const count = (): void => {
    times.runs++;
    times.us += 1000 * (performance.now() - since);
  };
  const run = (): void | Promise<void> => {
    since = performance.now();
    const pending = session.run();
    return pending === undefined ? count() : pending.then(count);
  };
  return { session: { ...session, run }, times };
}

/** The composition root of a render thread. The engine has chosen the accelerator, and replaces it by the fallback itself when it fails. */
function createRenderContainer(
  { modelsDirectory }: Pick<ModelProgramSpec, 'modelsDirectory'>,
  accelerator: Accelerator,
): Container {
  const container = new Container();
  container.load(modelsModule({ directory: modelsDirectory }));
  container.bind(SERVICES.accelerator).toConstantValue(accelerator);
  container.bind(SERVICES.fallbackAccelerator).toConstantValue(undefined);
  return container;
}
