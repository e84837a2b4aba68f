import { setTimeout as sleep } from 'node:timers/promises';
import { parsePerformance } from '../../control/performance/parse-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../control/settings.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { RECORD_MOVE, RECORD_SIZE } from '../../engine/control-record.ts';
import type { BlockSize } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { type Latencies, quantiles } from './latencies.ts';

export interface LatencyResult {
  /** From the edge at the jack to the first sample at the sink, the device's buffer not included. */
  readonly gate: Latencies;
  /** From the control frame that shows the step to the first changed sample at the sink. */
  readonly cv: Latencies;
  /** The same from the step at the jack: up to a millisecond more. */
  readonly cvFromJack: Latencies;
}

/** Time between two events, s; the sound of an event has ended before the next one. */
const EVENT_INTERVAL = 0.45;
/** Time from arming the probe to the event, and from the event to reading the probe, s. */
const BEFORE = 0.03;
const AFTER = 0.18;
const FIRST = 0.5;
/** Duration of a gate or a CV step, s. */
const DURATION = 0.2;
/** Extra events: a busy machine may wake this process too late to time one. */
const SPARE = 4;

/** Duration of `count` measurements of gates, and as many of CV steps, s. */
export const latencySeconds = (count: number): number => 2 * (FIRST + (count + SPARE) * EVENT_INTERVAL + DURATION);

/**
 * Measures the latency of gate and CV to the sink, `count` times each, at times without a fixed relation to the blocks. It uses the threads
 * of normal playing, a performance file for the events, and a probe at the sink.
 */
export async function measureLatency(
  options: InstrumentOptions,
  { tone, block, count }: { readonly tone: DescriptorSet; readonly block: BlockSize; readonly count: number },
): Promise<LatencyResult> {
  // An irrational step spreads the events over all positions within a block.
  const times = Array.from(
    { length: count + SPARE },
    (_, n) => FIRST + n * EVENT_INTERVAL + ((n * 0.618034) % 1) * 0.02,
  );
  const end = FIRST + times.length * EVENT_INTERVAL + DURATION;
  const gates = times.map((t) => `${t} gate1 on\n${t + DURATION} gate1 off`).join('\n');
  const gate = await measureEvents({
    options,
    tone,
    block,
    times,
    count,
    text: `${gates}\n${end} end`,
    quiet: 0,
    threshold: 1e-4,
  });

  const steps = times.map((t) => `${t} cv1 5\n${t + DURATION} cv1 0`).join('\n');
  const cv = await measureEvents({
    options,
    tone,
    block,
    times,
    count,
    text: `0 gate1 on\n${steps}\n${end} end`,
    quiet: -60,
    threshold: 2e-3,
  });
  return { gate: quantiles(gate.fromJack), cv: quantiles(cv.fromFrame), cvFromJack: quantiles(cv.fromJack) };
}

interface Timed {
  readonly fromJack: readonly (number | undefined)[];
  readonly fromFrame: readonly (number | undefined)[];
}

async function measureEvents(request: {
  readonly options: InstrumentOptions;
  readonly tone: DescriptorSet;
  readonly block: BlockSize;
  /** Seconds; `count` of them are timed. */
  readonly times: readonly number[];
  readonly count: number;
  readonly text: string;
  /** Base of the level in dB; CV1 raises it by its whole range. */
  readonly quiet: number;
  readonly threshold: number;
}): Promise<Timed> {
  const { options, tone, block, times, count, text, quiet, threshold } = request;
  const { modelsDirectory, patch, seed, sampleRate } = options;
  const depths = { ...DEFAULT_CONTROL_SETTINGS.depths, cv1: quiet < 0 ? { level: 1 } : {} };
  const performance = parsePerformance(text, 'bench');
  const voicePatch = { a: tone, gateMode: 'gated', loopMode: 'resynthesis' } as const;
  const engine = options.startEngine({
    block,
    sampleRate,
    sink: 'null',
    performance,
    seconds: performance.endSeconds,
    settings: { ...DEFAULT_CONTROL_SETTINGS, depths, bases: { level: quiet } },
    program: { kind: 'model', modelsDirectory, model: patch.model, seed, patch: voicePatch },
  });
  const fromJack: (number | undefined)[] = [];
  const fromFrame: (number | undefined)[] = [];
  const record = new Float64Array(RECORD_SIZE);
  await new Promise<void>((resolve, reject) => {
    engine.on((event) => {
      if (event.kind === 'performing') void readProbe(event.startUs);
      else if (event.kind === 'lost') void engine.stop().then(() => reject(event.error));
      else if (event.kind === 'ended') resolve();
    });
  });
  return { fromJack, fromFrame };

  async function readProbe(startUs: number): Promise<void> {
    for (const seconds of times) {
      const eventUs = startUs + seconds * 1e6;
      if (fromJack.length === count) return;
      await until(eventUs - BEFORE * 1e6);
      engine.probe.arm(threshold);
      if (nowUs() > eventUs) continue;
      await until(eventUs + AFTER * 1e6);
      const foundUs = engine.probe.foundUs();
      if (nowUs() > eventUs + DURATION * 1e6) continue;
      const isFound = foundUs !== undefined && foundUs > eventUs;
      fromJack.push(isFound ? (foundUs - eventUs) / 1000 : undefined);
      const hasMoved = engine.readControls(record) && record[RECORD_MOVE] >= eventUs;
      fromFrame.push(isFound && hasMoved ? (foundUs - record[RECORD_MOVE]) / 1000 : undefined);
    }
  }
}

const nowUs = (): number => Number(process.hrtime.bigint()) / 1000;

async function until(timeUs: number): Promise<void> {
  const leftMs = (timeUs - nowUs()) / 1000;
  if (leftMs > 0) await sleep(leftMs);
}
