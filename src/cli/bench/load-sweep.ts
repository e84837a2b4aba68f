import type { Target } from '../../contracts/target.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { createPath } from '../../descriptors/transform/create-path.ts';
import type { BlockSize } from '../../engine/latency.ts';
import { analysisOf } from '../../model/analysis-settings.ts';
import type { Model } from '../../model/family.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { createVoice, type Voice } from '../../voice/voice.ts';
import type { BenchResult } from './result-schema.ts';

export type Load = NonNullable<BenchResult['load']>;

/** More voices than this are not tried. */
const MOST_VOICES = 16;
/** Between triggers of all voices at once, the worst that can happen to them, seconds. */
const RETRIGGER_SECONDS = 0.5;
/** Not counted: new voices are still being compiled. */
const WARM_UP_SECONDS = 1;

/**
 * How many voices of a model fit side by side on one core: one more at a time, until a block takes more of the processor than half its
 * period, which is what the engine counts as late by its own fault. A block that is late by itself is tried once more.
 *
 * @throws NeurorackError those of opening the model, and of the accelerator
 */
export async function sweepVoices(
  { models, target }: { readonly models: ModelLibrary; readonly target: Target },
  asked: {
    readonly model: Model;
    readonly tone: (analysis: ReturnType<typeof analysisOf>) => DescriptorSet;
    readonly block: BlockSize;
    readonly seconds: number;
  },
): Promise<Load['voices'][number]> {
  const { model, block, seconds } = asked;
  const tone = asked.tone(analysisOf(model));
  const sessions: Awaited<ReturnType<typeof models.open>>[] = [];
  const voices: Voice[] = [];
  let fits = 0;
  let isLimit = false;
  const control = target.createThreadControl();
  if (control.cpuTimeUs() === null) return { model: model.manifest.id, block, fits: null, isLimit: false };
  const cpuTimeUs = (): number => control.cpuTimeUs() ?? 0;
  try {
    while (fits < MOST_VOICES && !isLimit) {
      const session = await models.open(model);
      sessions.push(session);
      voices.push(await createVoice({ model, session }));
      const trigger = (voice: Voice, n: number): void =>
        voice.trigger(createPath({ a: tone, stats: model.manifest.descriptors }), { seed: n });
      const play = { voices, trigger, block, seconds, cpuTimeUs };
      await hasLateBlock({ ...play, seconds: WARM_UP_SECONDS, isCounting: false });
      isLimit = (await hasLateBlock(play)) && (await hasLateBlock(play));
      if (!isLimit) fits++;
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
  return { model: model.manifest.id, block, fits, isLimit };
}

async function hasLateBlock(asked: {
  readonly voices: readonly Voice[];
  readonly trigger: (voice: Voice, n: number) => void;
  readonly block: number;
  readonly seconds: number;
  readonly cpuTimeUs: () => number;
  readonly isCounting?: boolean;
}): Promise<boolean> {
  const { voices, trigger, block, seconds, cpuTimeUs, isCounting = true } = asked;
  const { sampleRate } = voices[0];
  const mostUs = (0.5e6 * block) / sampleRate;
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
    if (isCounting && cpuTimeUs() - beforeUs > mostUs) return true;
  }
  return false;
}

/** What a run of playing says of its block: whether any was late by its own computing. */
export function blockResult(
  block: number,
  counters: Readonly<Record<string, number>> | undefined,
): Load['blocks'][number] {
  if (counters === undefined) return { block, fits: null, engineOverruns: null, blocks: null };
  const { engineOverruns, blocks } = counters;
  return { block, fits: engineOverruns === 0, engineOverruns, blocks };
}
