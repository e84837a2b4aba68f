import type { Target } from '../../contracts/target.ts';
import { MAX_VOICES } from '../../control/voices.ts';
import type { AnalysisSettings } from '../../descriptors/descriptor.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { BLOCK_SIZES, type BlockSize } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { analysisOf } from '../../model/analysis-settings.ts';
import type { Model } from '../../model/family.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { shareSession } from '../../model/shared-session.ts';
import { createPolyVoice, type PolyVoice } from '../../voice/poly-voice.ts';
import { measurePlay, type PlayScenario } from './play-scenario.ts';
import type { BenchResult, BenchScenario } from './result-schema.ts';

export type Load = NonNullable<BenchResult['load']>;

/** Block sizes of the sweep; those that the engine does not have are reported as such. */
const SIZES = [64, 128, 256, 512, 1024];
/** Block size of the voices. */
const VOICE_BLOCK = 256;
/** A block that takes a larger share of its time is an overrun. */
const OVERRUN_SHARE = 0.5;
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
 * Measures the maximum load: which block sizes play without overruns, and how many voices of each installed model fit on one core, with what each number takes.
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
 * Measures how many voices of a model fit on one core, and what each number of them takes: adds voices until a block takes more CPU time than
 * half its period, which the engine counts as an engine overrun. A single overrun is measured once more.
 *
 * @throws NeurorackError of opening the model, and of the accelerator
 */
export async function sweepVoices(
  { models, target }: { readonly models: ModelLibrary; readonly target: Target },
  request: {
    readonly model: Model;
    readonly tone: (analysis: AnalysisSettings) => DescriptorSet;
    readonly block: BlockSize;
    readonly seconds: number;
  },
): Promise<Load['voices'][number]> {
  const { model, block, seconds } = request;
  const { id } = model.manifest;
  const control = target.createThreadControl();
  if (control.cpuTimeUs() === null) return { model: id, block, fits: null, isLimit: false };
  const cpuTimeUs = (): number => control.cpuTimeUs() ?? 0;
  const patch = { a: request.tone(analysisOf(model)), gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
  const synthesizer = model.createSynthesizer();
  const session = await models.open(model);
  const realTimeFactors: number[] = [];
  let isLimit = false;
  try {
    while (realTimeFactors.length < MAX_VOICES && !isLimit) {
      const sessions = shareSession(session, realTimeFactors.length + 1);
      const voice = await createPolyVoice({ model, sessions, synthesizer, seed: 1, patch, alternates: false });
      const play = { voice, block, cpuTimeUs };
      await playVoices({ ...play, seconds: WARM_UP_SECONDS });
      let played = await playVoices({ ...play, seconds });
      if (played.hasOverrun) played = await playVoices({ ...play, seconds });
      isLimit = played.hasOverrun;
      if (!isLimit) realTimeFactors.push(played.realTimeFactor);
    }
  } finally {
    await session.close();
  }
  return { model: id, block, fits: realTimeFactors.length, isLimit, realTimeFactors };
}

/** Plays notes of all voices at once, again and again. */
async function playVoices(request: {
  readonly voice: PolyVoice;
  readonly block: number;
  readonly seconds: number;
  readonly cpuTimeUs: () => number;
}): Promise<{ readonly hasOverrun: boolean; readonly realTimeFactor: number }> {
  const { voice, block, seconds, cpuTimeUs } = request;
  const { sampleRate } = voice;
  const blockUs = (1e6 * block) / sampleRate;
  const sound = new Float32Array(block);
  const between = Math.round((RETRIGGER_SECONDS * sampleRate) / block);
  const count = Math.ceil((seconds * sampleRate) / block);
  let totalUs = 0;
  let longestUs = 0;
  for (let n = 0; n < count; n++) {
    const beforeUs = cpuTimeUs();
    for (let key = 0; n % between === 0 && key < voice.count; key++) {
      voice.note({ kind: 'note', key, isOn: true, pitch: key / 12, level: -12, sharpness: 0 });
    }
    const pending = voice.render(sound, 0, block);
    if (pending !== undefined) await pending;
    const preparing = voice.prepare();
    if (preparing !== undefined) await preparing;
    const us = cpuTimeUs() - beforeUs;
    totalUs += us;
    longestUs = Math.max(longestUs, us);
  }
  return { hasOverrun: longestUs > OVERRUN_SHARE * blockUs, realTimeFactor: totalUs / (count * blockUs) };
}

/** The result of a block size: whether it played without engine overruns; null where it was not played. */
function blockResult(block: number, counters: Readonly<Record<string, number>> | undefined): Load['blocks'][number] {
  if (counters === undefined) return { block, fits: null, engineOverruns: null, blocks: null };
  const { engineOverruns, blocks } = counters;
  return { block, fits: engineOverruns === 0, engineOverruns, blocks };
}
