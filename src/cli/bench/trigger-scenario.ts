import { createFakeQueuedSession } from '../../contracts/fakes/fake-run-queue.ts';
import { createManualClock } from '../../contracts/fakes/manual-clock.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import type { BlockSize } from '../../engine/latency.ts';
import { measureRun } from '../../engine/measure-run.ts';
import { planNetwork } from '../../engine/network-plan.ts';
import type { Model } from '../../model/family.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { timingOf } from '../../model/timing.ts';
import { createLiveVoice, type LiveVoice } from '../../voice/live-voice.ts';

/** Samples from a gate to the first one that is not 0, the gate at the start of a block. */
export interface TriggerSamples {
  /** With the onset prefetched: controls are still, and the network has had time. */
  readonly prepared: number | null;
  /** With nothing prefetched. */
  readonly cold: number | null;
  readonly sampleRate: number;
}

export interface TriggerRequest {
  readonly models: ModelLibrary;
  readonly model: Model;
  readonly tone: DescriptorSet;
  readonly block: BlockSize;
  /** Time of a run of the network, µs, by which it is planned. Default: measured. */
  readonly runUs?: number | undefined;
}

/** Time in which the onset is prefetched before the gate, and in which a sound has to come, s. */
const STILL_SECONDS = 3;
const MAX_SECONDS = 2;

/**
 * Counts the samples from a trigger to its sound, with the network where the engine would have it. Offline: the count depends on samples
 * alone, so that it is the same at each call.
 *
 * @throws NeurorackError of opening the model
 */
export async function measureTrigger(request: TriggerRequest): Promise<TriggerSamples> {
  const { models, model, tone, block } = request;
  const session = await models.open(model);
  try {
    const synthesizer = model.createSynthesizer();
    const { hop: voiceHop, sampleRate } = timingOf(model);
    const runUs = request.runUs ?? (await measureRun(session, () => performance.now()));
    const plan = planNetwork({
      model: model.manifest.id,
      runUs,
      hop: model.manifest.hop,
      sampleRate: model.manifest.sampleRate,
      voiceHop,
      voiceRate: sampleRate,
      startRuns: synthesizer.stream?.startRuns ?? 1,
      block,
    });
    const isInline = model.network.isAlwaysInline === true || plan.isInline;
    const connected = synthesizer.stream?.connect(session) ?? session;
    const voice = await createLiveVoice({
      model,
      session: isInline
        ? session
        : createFakeQueuedSession({ session: connected, clock: createManualClock(), runUs: () => 0 }),
      synthesizer,
      seed: 1,
      patch: { a: tone, gateMode: 'one-shot', loopMode: 'resynthesis' },
      ahead: isInline ? undefined : plan.ahead,
    });
    const cold = await untilSound(voice, block);
    voice.gate(0, false);
    voice.reset();
    const still = new Float32Array(block);
    for (let n = 0; n < STILL_SECONDS * sampleRate; n += block) {
      await voice.render(still, 0, block);
      await voice.prepare();
    }
    return { prepared: await untilSound(voice, block), cold, sampleRate };
  } finally {
    await session.close();
  }
}

async function untilSound(voice: LiveVoice, block: number): Promise<number | null> {
  const samples = new Float32Array(block);
  voice.gate(0, true);
  for (let at = 0; at < MAX_SECONDS * voice.sampleRate; at += block) {
    await voice.render(samples, 0, block);
    const first = samples.findIndex((value) => value !== 0);
    if (first >= 0) return at + first;
  }
  return null;
}
