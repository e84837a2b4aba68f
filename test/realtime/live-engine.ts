import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/engine-event.ts';
import type { ModelProgramSpec } from '../../src/engine/program.ts';
import { startEngine, type ThreadedEngineOptions } from '../../src/engine/threads/threaded-engine.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { copyOfTinyModel } from '../model/tiny-model.ts';
import { THREAD_FILE } from './built-thread.ts';

/** A held tone that outlasts every test, and a short hit. */
export const TONE = impactSet({ name: 'tone', frames: 3000, onset: 0, peak: 1, decay: 0, loudness: 0.3 });
export const HIT = impactSet({ name: 'hit', frames: 60, onset: 0, peak: 6, decay: 0.15 });

export interface LiveEngine {
  readonly engine: Engine;
  readonly events: readonly EngineEvent[];
  readonly program: ModelProgramSpec;
  /** Folder of the model that plays. */
  readonly folder: string;
  /** Resolves with the first event of a kind, past or future. */
  until<K extends EngineEvent['kind']>(kind: K): Promise<Extract<EngineEvent, { kind: K }>>;
  /** Returns the audio since the last call. */
  takeAudio(): Float32Array;
  /** Sends a rising edge of gate 1, after a falling edge. */
  trigger(): Promise<void>;
}

/** Starts an engine in real threads with the untrained model, on a clock but without a sound card. */
export async function startLiveEngine(options: Partial<ThreadedEngineOptions> = {}): Promise<LiveEngine> {
  const { directory, folder } = await copyOfTinyModel();
  const program: ModelProgramSpec = {
    kind: 'model',
    modelsDirectory: directory,
    model: 'tiny',
    seed: 1,
    patch: { a: TONE, b: HIT, gateMode: 'one-shot', loopMode: 'resynthesis' },
  };
  const engine = startEngine({
    threadFile: THREAD_FILE,
    block: 256,
    sampleRate: 44_100,
    sink: 'null',
    settings: DEFAULT_CONTROL_SETTINGS,
    program,
    ...options,
  });
  onTestFinished(() => engine.stop());
  const events: EngineEvent[] = [];
  const waiting: { kind: string; resolve: (event: EngineEvent) => void }[] = [];
  engine.on((event) => {
    events.push(event);
    for (const waiter of waiting.filter(({ kind }) => kind === event.kind)) waiter.resolve(event);
  });
  const until = (kind: string): Promise<EngineEvent> => {
    const past = events.find((event) => event.kind === kind);
    return past ? Promise.resolve(past) : new Promise((resolve) => waiting.push({ kind, resolve }));
  };
  const taken: Float32Array[] = [];
  const take = (): void => {
    const samples = new Float32Array(engine.tap.fill);
    engine.tap.read(samples, samples.length);
    taken.push(samples);
  };
  const taking = setInterval(take, 50);
  onTestFinished(() => clearInterval(taking));
  const gate = (isHigh: boolean): void => engine.send({ kind: 'panel', message: { kind: 'gate', gate: 0, isHigh } });
  return {
    engine,
    events,
    program,
    folder,
    until: until as LiveEngine['until'],
    takeAudio: () => {
      take();
      return Float32Array.from(taken.splice(0).flatMap((samples) => [...samples]));
    },
    trigger: async () => {
      gate(false);
      await sleep(20);
      gate(true);
    },
  };
}

/** Largest difference between neighbouring samples: a click makes it large. */
export function largestStep(samples: Float32Array): number {
  return samples.reduce((largest, x, n) => Math.max(largest, Math.abs(x - (samples[n - 1] ?? x))), 0);
}
