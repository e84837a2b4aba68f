import type { Accelerator, InferenceSession } from '../contracts/accelerator.ts';
import { DEFAULT_VOICES, playedVoices } from '../control/voices.ts';
import type { BlockSize } from '../engine/latency.ts';
import { measureRun } from '../engine/measure-run.ts';
import { largerHopNotice, type NetworkFacts, type NetworkPlan, planNetwork } from '../engine/network-plan.ts';
import type { ModelProgramSpec, Program, ProgramContext } from '../engine/program.ts';
import type { OpenedNetwork, OpenNetwork } from '../engine/threads/network-thread.ts';
import type { Model } from '../model/family.ts';
import type { ModelLibrary } from '../model/model-library.ts';
import { timingOf } from '../model/timing.ts';
import { createModelProgram, type OpenModel } from './model-program.ts';
import { type ModelAhead, takeAhead } from './open-ahead.ts';
import { createThreadModels } from './thread-models.ts';

export interface OpenModelContext extends Partial<ProgramContext> {
  /** The model that was announced, as it is being opened. */
  readonly ahead?: Promise<ModelAhead | undefined> | undefined;
}

/** Opens a model as a live voice, its network here or on a thread of its own, at a larger hop where its own is too slow. Render thread. */
export async function openModelProgram(
  spec: ModelProgramSpec,
  accelerator: Accelerator,
  { block, startNetwork, nowMs, ahead: opening }: OpenModelContext = {},
): Promise<Program> {
  const models = createThreadModels(spec, accelerator);
  const ahead = await takeAhead(opening, spec, accelerator);
  const model = ahead?.model ?? (await models.load(spec.model));
  const isInline = model.network.isAlwaysInline && spec.network !== 'thread';
  if (isInline || block === undefined || spec.network === 'inline') {
    return createModelProgram(spec, ahead ?? { model, session: await models.open(model) });
  }
  // In the render thread, a larger hop makes a block longer.
  const mayGrow = startNetwork !== undefined;
  const { session, plan, refusal, ...played } = await openPlayable(models, model, { spec, block, mayGrow, nowMs });
  if (plan.isInline || startNetwork === undefined) {
    return createModelProgram(spec, { ...played, session, refusal, limit: plan });
  }
  // Closed first: a device may have memory for one session alone.
  await session.close();
  const { hop } = played.model.manifest;
  const queued = await startNetwork(spec, hop);
  const further: InferenceSession[] = [];
  while (further.length + 1 < playedVoices(spec.voices ?? DEFAULT_VOICES)) further.push(await startNetwork(spec, hop));
  return createModelProgram(spec, { ...played, session: queued, further, plan, limit: plan, refusal });
}

interface Playable extends Required<Pick<OpenModel, 'model' | 'session' | 'synthesizer'>> {
  readonly plan: NetworkPlan;
  readonly refusal: NetworkPlan['refusal'];
}

/** Opens a model, and times it; one that is too slow at the first hop at which it is not, or at its largest. */
async function openPlayable(
  models: ModelLibrary,
  loaded: Model,
  options: {
    readonly spec: ModelProgramSpec;
    readonly block: BlockSize;
    readonly mayGrow: boolean;
    readonly nowMs: ProgramContext['nowMs'];
  },
): Promise<Playable> {
  const { spec, block, mayGrow, nowMs = () => performance.now() } = options;
  const voices = playedVoices(spec.voices ?? DEFAULT_VOICES);
  let own: NetworkFacts | undefined;
  for (let model = loaded; ; ) {
    const session = await models.open(model);
    const synthesizer = model.createSynthesizer();
    const { hop, sampleRate } = model.manifest;
    const { hop: voiceHop, sampleRate: voiceRate } = timingOf(model);
    const runUs = await measureRun(session, nowMs);
    const startRuns = synthesizer.stream?.startRuns ?? 1;
    const facts = { model: spec.model, runUs, hop, sampleRate, voiceHop, voiceRate, startRuns, block, voices };
    const plan = planNetwork(facts, spec.network);
    const { refusal } = plan;
    if (refusal === undefined || model.larger === undefined || !mayGrow) {
      const notice = own === undefined || refusal !== undefined ? plan.notice : largerHopNotice(own, facts, plan);
      return { model, session, synthesizer, plan: { ...plan, notice }, refusal };
    }
    own ??= facts;
    await session.close();
    model = model.larger;
  }
}

/** Opens the session of a network's thread. */
export const openNetwork: OpenNetwork = async (spec, accelerator) => {
  const models = createThreadModels(spec, accelerator);
  let model = await models.load(spec.model);
  while (spec.hop !== undefined && model.manifest.hop < spec.hop && model.larger !== undefined) model = model.larger;
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
