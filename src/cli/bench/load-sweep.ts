import type { Target } from '../../contracts/target.ts';
import type { AnalysisSettings } from '../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { createPath } from '../../descriptors/transform/create-path.ts';
import { BLOCK_SIZES, type BlockSize } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { analysisOf } from '../../model/analysis-settings.ts';
import type { Model } from '../../model/family.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { createVoice, type Voice } from '../../voice/voice.ts';
import { measurePlay, type PlayScenario } from './play-scenario.ts';
import type { BenchResult, BenchScenario } from './result-schema.ts';

export type Load = NonNullable<BenchResult['load']>;

/** Block sizes of the sweep; those that the engine does not have are reported as such. */
const SIZES = [64, 128, 256, 512, 1024];
/** Block size of the voices. */
const VOICE_BLOCK = 256;
/** Limit of the sweep. */
const MAX_VOICES = 16;
/** Time between triggers of all voices at once, their worst case, s. */
const RETRIGGER_SECONDS = 0.5;
/** Time without a measurement, s: V8 still compiles the code of new voices. */
const WARM_UP_SECONDS = 1;

export interface LoadSweep {
  readonly models: ModelLibrary;
  readonly target: Target;
  readonly tone: (analysis: AnalysisSettings) => DescriptorSet;
  /** Scenarios that have been played already. */
  readonly played: readonly BenchScenario[];
  readonly scenario: Omit<PlayScenario, 'block'>;
  readonly onProgress: (line: string) => void;
}

/**
 * Measures the maximum load: which block sizes play without overruns, and how many voices of each installed model fit on one core.
 *
 * @throws NeurorackError of playing, and of opening a model
 */
export async function sweepLoad(
  options: InstrumentOptions,
  { models, target, tone, played, scenario, onProgress }: LoadSweep,
): Promise<Load> {
  const { seconds } = scenario;
  const blocks: Load['blocks'] = [];
  for (const size of SIZES) {
    const block = BLOCK_SIZES.find((one) => one === size);
    let counters = played.find((one) => one.block === size)?.play?.counters;
    if (block !== undefined && counters === undefined) {
      onProgress(`load: blocks of ${size}`);
      counters = (await measurePlay(options, { ...scenario, block })).play.counters;
    }
    blocks.push(blockResult(size, counters));
  }
  const voices: Load['voices'] = [];
  for (const { model } of await models.list()) {
    if (model === undefined) continue;
    onProgress(`load: voices of ${model.manifest.id}`);
    voices.push(await sweepVoices({ models, target }, { model, tone, block: VOICE_BLOCK, seconds }));
  }
  return { seconds, blocks, voices };
}

/**
 * Measures how many voices of a model fit on one core: adds voices until a block takes more CPU time than half its period, which the engine
 * counts as an engine overrun. A single overrun is measured once more.
 *
 * @throws NeurorackError of opening the model, and of the accelerator
 */
async function sweepVoices(
  { models, target }: { readonly models: ModelLibrary; readonly target: Target },
  request: {
    readonly model: Model;
    readonly tone: (analysis: AnalysisSettings) => DescriptorSet;
    readonly block: BlockSize;
    readonly seconds: number;
  },
): Promise<Load['voices'][number]> {
  const { model, block, seconds } = request;
  const tone = request.tone(analysisOf(model));
  const sessions: Awaited<ReturnType<typeof models.open>>[] = [];
  const voices: Voice[] = [];
  let fits = 0;
  let isLimit = false;
  const control = target.createThreadControl();
  if (control.cpuTimeUs() === null) return { model: model.manifest.id, block, fits: null, isLimit: false };
  const cpuTimeUs = (): number => control.cpuTimeUs() ?? 0;
  try {
    while (fits < MAX_VOICES && !isLimit) {
      const session = await models.open(model);
      sessions.push(session);
      voices.push(await createVoice({ model, session }));
      const trigger = (voice: Voice, n: number): void =>
        voice.trigger(createPath({ a: tone, stats: model.manifest.descriptors }), { seed: n });
      const play = { voices, trigger, block, seconds, cpuTimeUs };
      await hasOverrun({ ...play, seconds: WARM_UP_SECONDS, isMeasured: false });
      isLimit = (await hasOverrun(play)) && (await hasOverrun(play));
      if (!isLimit) fits++;
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
  return { model: model.manifest.id, block, fits, isLimit };
}

async function hasOverrun(request: {
  readonly voices: readonly Voice[];
  readonly trigger: (voice: Voice, n: number) => void;
  readonly block: number;
  readonly seconds: number;
  readonly cpuTimeUs: () => number;
  readonly isMeasured?: boolean;
}): Promise<boolean> {
  const { voices, trigger, block, seconds, cpuTimeUs, isMeasured = true } = request;
  const { sampleRate } = voices[0];
  const limitUs = (0.5e6 * block) / sampleRate;
  const sound = new Float32Array(block);
  const between = Math.round((RETRIGGER_SECONDS * sampleRate) / block);
  const count = Math.ceil((seconds * sampleRate) / block);
  for (let n = 0; n < count; n++) {
    const beforeUs = cpuTimeUs();
    for (const [v, voice] of voices.entries()) {
      if (n % between === 0) trigger(voice, v);
      const pending = voice.render(sound);
      if (pending !== undefined) await pending;
    }
    if (isMeasured && cpuTimeUs() - beforeUs > limitUs) return true;
  }
  return false;
}

/** The result of a block size: whether it played without engine overruns; null where it was not played. */
function blockResult(block: number, counters: Readonly<Record<string, number>> | undefined): Load['blocks'][number] {
  if (counters === undefined) return { block, fits: null, engineOverruns: null, blocks: null };
  const { engineOverruns, blocks } = counters;
  return { block, fits: engineOverruns === 0, engineOverruns, blocks };
}
